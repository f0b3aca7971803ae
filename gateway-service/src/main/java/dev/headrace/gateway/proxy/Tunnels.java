package dev.headrace.gateway.proxy;

import dev.headrace.gateway.apikey.ChangedKeys;
import dev.headrace.gateway.apikey.KeyChanged;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.authn.InternalTokens;
import dev.headrace.gateway.limit.AtATime;
import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.identity.Identity;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The WebSockets that go through to a service: opened there first, so that its refusal is still an answer. */
@Singleton
public final class Tunnels {
    private static final Logger LOG = Logger.getLogger("dev.headrace.access");
    private static final long TICK_MS = 1_000;
    private static final short GONE = Tunnel.GOING_AWAY;

    private final Vertx vertx;
    private final Upstreams upstreams;
    private final InternalTokens tokens;
    private final ChangedKeys changedKeys;
    private final Clock clock;
    private final TunnelMetrics metrics;
    private final TunnelConfig config;
    private final AtATime callers = new AtATime();
    private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
    private volatile long timer;

    public Tunnels(
            Vertx vertx,
            Upstreams upstreams,
            InternalTokens tokens,
            ChangedKeys changedKeys,
            Clock clock,
            TunnelMetrics metrics,
            TunnelConfig config) {
        this.vertx = vertx;
        this.upstreams = upstreams;
        this.tokens = tokens;
        this.changedKeys = changedKeys;
        this.clock = clock;
        this.metrics = metrics;
        this.config = config;
    }

    /** Whether a request wants to become a WebSocket and can. */
    static boolean isWantedBy(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1
                && "websocket".equalsIgnoreCase(request.headers().get(HttpHeaders.UPGRADE));
    }

    /** Passes an authenticated request on; answers it if the service refuses. */
    void pass(RoutingContext rc, Route route, KnownKey key) {
        Identity caller = key.identity();
        if (!callers.begin(caller.tenant(), caller.subject(), config.connectionsPerCaller())) {
            Refusal.end(rc, tooMany());
            return;
        }
        if (!metrics.enter(config.connections())) {
            callers.end(caller.tenant(), caller.subject());
            Refusal.end(rc, new ApiException(ErrorCode.OVERLOADED, "This gateway has as many WebSockets as it may"));
            return;
        }
        rc.put(Exchange.PARKED, true);
        // Until the service has answered, the request must not run on to its end.
        rc.request().pause();
        upstreams
                .of(route.service())
                .sockets()
                .open(rc, tokens.of(key, route.service()), route.timeout())
                .onSuccess(service -> accept(rc, service, key))
                .onFailure(failure -> refused(rc, route, key, failure));
    }

    private ApiException tooMany() {
        return new ApiException(
                ErrorCode.RATE_LIMITED,
                "A caller may have " + config.connectionsPerCaller() + " WebSockets at a time; close one of them");
    }

    private void leaves(KnownKey key) {
        callers.end(key.identity().tenant(), key.identity().subject());
    }

    private void refused(RoutingContext rc, Route route, KnownKey key, Throwable failure) {
        metrics.leave();
        leaves(key);
        if (failure instanceof UpgradeRejectedException no) {
            rc.request().resume();
            Rejection.pass(rc, no);
        } else {
            Refusal.end(rc, Failures.of(failure, route.service()));
        }
    }

    private void accept(RoutingContext rc, ServiceSockets.Opened service, KnownKey key) {
        if (rc.response().closed()) {
            // Who has gone meanwhile is told nothing, and would never be heard of again.
            giveUp(service, key);
            return;
        }
        service.socket().pause();
        rc.request().resume();
        rc.request()
                .toWebSocket()
                .onSuccess(client -> join(rc, client, service, key))
                .onFailure(no -> {
                    giveUp(service, key);
                    Refusal.end(rc, new ApiException(ErrorCode.MALFORMED_REQUEST, "This is no valid upgrade"));
                });
    }

    private void giveUp(ServiceSockets.Opened service, KnownKey key) {
        metrics.leave();
        leaves(key);
        service.released().run();
        service.socket().close(GONE);
    }

    private void join(RoutingContext rc, ServerWebSocket client, ServiceSockets.Opened service, KnownKey key) {
        Observation.upgraded(rc);
        if (service.socket().isClosed()) {
            // It was there a moment ago: as if it had broken off now.
            metrics.ended(Tunnel.Cause.SERVICE);
            leaves(key);
            service.released().run();
            client.close((short) Tunnel.RESTART, "The service broke off; come again");
            return;
        }
        Context context = rc.vertx().getOrCreateContext();
        Tunnel tunnel = new Tunnel(
                TunnelEnd.of(client, rc.request().connection(), config.writeQueue()),
                TunnelEnd.of(service.socket(), config.writeQueue()),
                key,
                vertx,
                context,
                config);
        open.add(tunnel);
        tunnel.open((cause, code) -> {
            service.released().run();
            ended(rc, tunnel, cause, code);
        });
        service.socket().resume();
        if (changedKeys.haveEnded(key)) {
            // While the service was asked.
            tunnel.keyEnded();
        }
    }

    private void ended(RoutingContext rc, Tunnel tunnel, Tunnel.Cause cause, int code) {
        open.remove(tunnel);
        leaves(tunnel.key());
        metrics.ended(cause);
        if (LOG.isDebugEnabled()) {
            Exchange exchange = Exchange.of(rc);
            LOG.debugf(
                    "websocket path=%s code=%d cause=%s received=%d sent=%d duration_ms=%d request_id=%s trace_id=%s",
                    rc.normalizedPath(),
                    code,
                    cause,
                    tunnel.received(),
                    tunnel.sent(),
                    exchange.elapsedMillis(),
                    exchange.requestId(),
                    Exchange.traceId(rc.request().getHeader("traceparent")));
        }
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(TICK_MS, tick -> {
            long now = clock.millis();
            open.forEach(tunnel -> tunnel.tick(now));
        });
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        open.forEach(Tunnel::stop);
    }

    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    void onKeyChanged(@Observes KeyChanged changed) {
        open.stream().filter(tunnel -> changed.ends(tunnel.key())).forEach(Tunnel::keyEnded);
    }
}
