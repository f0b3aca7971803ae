package dev.headrace.gateway.proxy;

import dev.headrace.gateway.apikey.KeyText;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.authn.Authenticator;
import dev.headrace.gateway.authn.Challenge;
import dev.headrace.gateway.authn.Credentials;
import dev.headrace.gateway.limit.Admission;
import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.route.Match;
import dev.headrace.gateway.route.Route;
import dev.headrace.gateway.route.RouteTable;
import dev.headrace.gateway.route.Service;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.observe.Access;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * The only way in: finds the route, the caller and whether the two go together, then forwards the request or leaves it
 * to the gateway's own resources. What is not in the route table is not there.
 */
@Singleton
public final class Entrance {
    /** After the request log, before everything that reads a body. */
    private static final int EARLY = 900;

    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");

    private final RouteTable routes;
    private final Authenticator authenticator;
    private final Admission admission;
    private final Forwards forwards;
    private final Tunnels tunnels;
    private final Drain drain;
    private final RequestMetrics metrics;

    public Entrance(
            RouteTable routes,
            Authenticator authenticator,
            Admission admission,
            Forwards forwards,
            Tunnels tunnels,
            Drain drain,
            RequestMetrics metrics) {
        this.routes = routes;
        this.authenticator = authenticator;
        this.admission = admission;
        this.forwards = forwards;
        this.tunnels = tunnels;
        this.drain = drain;
        this.metrics = metrics;
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, EARLY);
    }

    private void enter(RoutingContext rc) {
        HttpServerRequest request = rc.request();
        SecurityHeaders.add(rc.response().headers());
        rc.addHeadersEndHandler(
                head -> rc.response().putHeader(SERVER_TIMING, Access.of(rc).serverTiming()));
        if (drain.isStopping()) {
            Drain.refuse(rc);
            return;
        }
        String path = request.path();
        if (path == null || !Paths.isPlain(path)) {
            Refusal.end(rc, new ApiException(ErrorCode.MALFORMED_REQUEST, "The path is not in its plain form"));
            return;
        }
        if (rc.get(Earlier.KEY) != null) {
            Earlier.tell(rc, routes.deprecatedAt());
        } else {
            String later = routes.rewritten(request.method().name(), path);
            if (later != null) {
                Earlier.follow(rc, later);
                return;
            }
        }
        switch (routes.match(request.method().name(), path)) {
            case Match.Found(Route route) -> {
                metrics.observe(rc, route);
                if (!route.encodedSlashes() && Paths.hidesSlash(path)) {
                    Refusal.end(rc, new ApiException(ErrorCode.MALFORMED_REQUEST, "The path has an escaped slash"));
                } else {
                    admit(rc, route);
                }
            }
            case Match.WrongMethod(Route route) -> {
                metrics.observe(rc, route);
                wrongMethod(rc, route);
            }
            case Match.Nowhere() -> {
                metrics.observeNowhere(rc);
                Refusal.end(rc, new ApiException(ErrorCode.ROUTE_NOT_FOUND, "There is nothing at " + path));
            }
        }
    }

    private static void wrongMethod(RoutingContext rc, Route route) {
        rc.response().putHeader(HttpHeaders.ALLOW, route.allow());
        if (rc.request().method().equals(HttpMethod.OPTIONS)) {
            rc.response().setStatusCode(204).end();
            return;
        }
        Refusal.end(
                rc,
                new ApiException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "Here only " + route.allow() + " " + (route.methods().size() == 1 ? "is" : "are")
                                + " possible"));
    }

    private void admit(RoutingContext rc, Route route) {
        if (route.isPublic()) {
            open(rc, route);
            return;
        }
        Future<KnownKey> key = authenticator.authenticate(rc.request());
        if (key.isComplete()) {
            authenticated(rc, route, key);
            return;
        }
        // A look-up may be shared with other requests: come back to this request's own context.
        Context own = rc.vertx().getOrCreateContext();
        rc.request().pause();
        key.onComplete(done -> own.runOnContext(v -> authenticated(rc, route, done)));
    }

    /** Whoever calls: a service behind such a route gets no identity. */
    private void open(RoutingContext rc, Route route) {
        if (route.service() == Service.GATEWAY) {
            rc.next();
        } else if (Headers.declaredLength(rc.request().headers()) > route.maxBody()) {
            Refusal.endAndClose(rc, Failures.tooLarge(route.maxBody()));
        } else {
            forwards.pass(rc, route);
        }
    }

    private void authenticated(RoutingContext rc, Route route, AsyncResult<KnownKey> key) {
        if (rc.response().closed()) {
            // Its caller has not waited for the look-up.
            return;
        }
        if (key.failed()) {
            refuse(rc, Problems.of(key.cause()));
            return;
        }
        authorize(rc, route, key.result());
    }

    private static void refuse(RoutingContext rc, ApiException problem) {
        Challenge.add(rc.response().headers(), problem);
        Refusal.end(rc, problem);
    }

    private void authorize(RoutingContext rc, Route route, KnownKey key) {
        Access.of(rc).caller(key.identity().tenant(), shown(rc, key));
        // What goes over a WebSocket is more than reading.
        String method = upgrades(rc, route) ? "POST" : rc.request().method().name();
        String scope = route.scopeFor(method);
        if (!route.permits(key.identity())) {
            Refusal.end(rc, Forbidden.role(route));
        } else if (!Forbidden.covers(key.identity(), scope)) {
            Refusal.end(rc, Forbidden.scope(scope));
        } else if (Headers.declaredLength(rc.request().headers()) > route.maxBody()) {
            Refusal.endAndClose(rc, Failures.tooLarge(route.maxBody()));
        } else {
            charge(rc, route, key);
        }
    }

    /** Of a key its prefix; of anything that stands for one, the key's id. */
    private static String shown(RoutingContext rc, KnownKey key) {
        String text = key.kind() == KnownKey.Kind.KEY ? Credentials.of(rc.request()::getHeader, true) : null;
        return text == null ? key.kind().name().toLowerCase(Locale.ROOT) + ":" + key.id() : KeyText.prefix(text);
    }

    private void charge(RoutingContext rc, Route route, KnownKey key) {
        Future<Charges> charges = admission.enter(
                route,
                lasts(rc, route),
                key.identity(),
                rc.response(),
                afterwards -> Observation.atEnd(rc, afterwards));
        if (charges.isComplete()) {
            charged(rc, route, key, charges);
            return;
        }
        Context own = rc.vertx().getOrCreateContext();
        rc.request().pause();
        charges.onComplete(done -> own.runOnContext(v -> charged(rc, route, key, done)));
    }

    private void charged(RoutingContext rc, Route route, KnownKey key, AsyncResult<Charges> charges) {
        if (rc.response().closed()) {
            return;
        }
        if (charges.failed()) {
            Refusal.end(rc, Problems.of(charges.cause()));
        } else {
            pass(rc, route, key, charges.result());
        }
    }

    private void pass(RoutingContext rc, Route route, KnownKey key, Charges charges) {
        Access.of(rc).admitted();
        if (route.parks()) {
            rc.put(Exchange.PARKED, true);
        }
        if (route.service() == Service.GATEWAY) {
            Caller.set(rc, key.identity());
            key.keepIn(rc);
            own(rc);
            return;
        }
        if (upgrades(rc, route)) {
            tunnels.pass(rc, route, key);
            return;
        }
        forwards.pass(rc, route, key, charges);
    }

    /** An open WebSocket is bounded by its own, and what parks by its kind. */
    private static boolean lasts(RoutingContext rc, Route route) {
        boolean socket = route.webSockets()
                || (route.service() == Service.GATEWAY && route.path().startsWith("/ws"));
        return route.parks() || (socket && Tunnels.isWantedBy(rc.request()));
    }

    private static boolean upgrades(RoutingContext rc, Route route) {
        return route.webSockets() && Tunnels.isWantedBy(rc.request());
    }

    /** A paused request without a body would never become a WebSocket; one with a body is resumed by its reader. */
    private static void own(RoutingContext rc) {
        if (rc.request().method().equals(HttpMethod.GET)) {
            rc.request().resume();
        }
        rc.next();
    }
}
