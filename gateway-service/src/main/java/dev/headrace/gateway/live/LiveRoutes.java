package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Refuses what cannot become a WebSocket, while there is still a response to say so in. */
@Singleton
public final class LiveRoutes {
    private static final int BEFORE_THE_UPGRADE = -100;

    private final LiveHub hub;
    private final LiveConfig config;
    private final Arrivals arrivals;

    public LiveRoutes(LiveHub hub, LiveConfig config, Arrivals arrivals) {
        this.hub = hub;
        this.config = config;
        this.arrivals = arrivals;
    }

    void register(@Observes Router router) {
        router.route("/ws").order(BEFORE_THE_UPGRADE).handler(this::check);
    }

    private void check(RoutingContext rc) {
        if (!"websocket".equalsIgnoreCase(rc.request().getHeader(HttpHeaders.UPGRADE))) {
            Answer.end(rc, new ApiException(ErrorCode.MALFORMED_REQUEST, "/ws is a WebSocket: send an upgrade"));
        } else if (hub.open() >= config.connections()) {
            Answer.end(rc, new ApiException(ErrorCode.OVERLOADED, "This gateway has as many WebSockets as it may"));
        } else {
            arrivals.announce(rc.request().headers(), KnownKey.of(rc));
            rc.next();
        }
    }
}
