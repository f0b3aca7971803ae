package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Route;
import dev.headrace.gateway.route.RouteTable;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.observe.Access;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * Count and latency of requests by route and status class: {@code headrace_gateway_requests_seconds}. The timers are
 * there from the start, so that a request allocates nothing for them and paths never become labels.
 */
@Singleton
public final class RequestMetrics {
    private static final int CLASSES = 6;
    private static final String NONE = "none";

    private final Map<String, Timer[]> byRoute = new HashMap<>();

    public RequestMetrics(RouteTable routes, MeterRegistry registry) {
        routes.routes().forEach(route -> byRoute.put(route.path(), timers(route.path(), registry)));
        byRoute.put(NONE, timers(NONE, registry));
    }

    private static Timer[] timers(String route, MeterRegistry registry) {
        Timer[] timers = new Timer[CLASSES];
        for (int status = 0; status < CLASSES; status++) {
            timers[status] = Timer.builder("headrace.gateway.requests")
                    .description("Requests at the public port")
                    .tag("route", route)
                    .tag("status", status == 0 ? "aborted" : status + "xx")
                    .register(registry);
        }
        return timers;
    }

    void observe(RoutingContext rc, Route route) {
        observe(rc, route.path());
    }

    void observeNowhere(RoutingContext rc) {
        observe(rc, NONE);
    }

    private void observe(RoutingContext rc, String route) {
        Access.of(rc).route(route);
        Timer[] timers = byRoute.get(route);
        if (timers != null) {
            Observation.begin(rc, timers, Exchange.of(rc).startNanos());
        }
    }
}
