package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.proxy.Observation;
import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.identity.Identity;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The paths below {@code /ws}. What cannot become a WebSocket is refused while there is still a response to say so in. */
@Singleton
public final class LiveRoutes {
    private static final int EARLY = -100;
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private final LiveSockets sockets;
    private final LiveCounts counts;
    private final Places places;

    public LiveRoutes(LiveSockets sockets, LiveCounts counts, LiveConfig config) {
        this.sockets = sockets;
        this.counts = counts;
        this.places = new Places(config);
    }

    void register(@Observes Router router) {
        router.route("/ws").order(EARLY).handler(rc -> open(rc, caller -> Query.events(rc, caller)));
        router.route("/ws/tasks/:id").order(EARLY).handler(rc -> open(rc, caller -> Query.task(rc, caller)));
        router.route("/ws/batches/:id").order(EARLY).handler(rc -> open(rc, caller -> Query.batch(rc, caller)));
        router.route("/ws/*")
                .order(EARLY + 1)
                .handler(rc -> Answer.end(
                        rc,
                        new ApiException(
                                ErrorCode.ROUTE_NOT_FOUND,
                                "There is nothing at " + rc.request().path())));
    }

    private void open(RoutingContext rc, Function<Identity, Command.@Nullable Subscribe> reader) {
        HttpServerRequest request = rc.request();
        try {
            mustBeUpgrade(rc);
            KnownKey key = KnownKey.of(rc);
            Command.Subscribe first = reader.apply(key.identity());
            ApiException full = places.enter(key.identity());
            if (full != null) {
                counts.refused();
                rc.response().putHeader(RETRY_AFTER, "5");
                throw full;
            }
            rc.put(Exchange.PARKED, true);
            ChannelHandlerContext channel = ((ConnectionBase) request.connection()).channelHandlerContext();
            Runnable leave = () -> places.leave(key.identity());
            request.toWebSocket()
                    .onSuccess(socket -> {
                        Observation.upgraded(rc);
                        sockets.open(socket, channel, key, first, leave);
                    })
                    .onFailure(no -> {
                        leave.run();
                        Answer.end(rc, new ApiException(ErrorCode.MALFORMED_REQUEST, "This is no valid upgrade"));
                    });
        } catch (ApiException e) {
            Answer.end(rc, e);
        }
    }

    private static void mustBeUpgrade(RoutingContext rc) {
        boolean upgrade = rc.request().version() == HttpVersion.HTTP_1_1
                && "websocket".equalsIgnoreCase(rc.request().getHeader(HttpHeaders.UPGRADE));
        if (!upgrade) {
            rc.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            throw new ApiException(ErrorCode.UPGRADE_REQUIRED, "This is a WebSocket: open it as one, over HTTP/1.1");
        }
    }
}
