package dev.headrace.platform.observe;

import dev.headrace.platform.api.Exchange;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Gives each request its id, answers with it, and writes one access line; slow requests at WARN. */
@Singleton
public final class RequestLog {
    private static final Logger LOG = Logger.getLogger("dev.headrace.access");
    private static final int FIRST = 1_000;

    private final ObserveConfig config;

    public RequestLog(ObserveConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::observe, FIRST);
    }

    private void observe(RoutingContext rc) {
        Exchange exchange = Exchange.of(rc);
        rc.response().putHeader(Exchange.REQUEST_ID, exchange.requestId());
        rc.addEndHandler(done -> written(rc, exchange));
        rc.next();
    }

    private void written(RoutingContext rc, Exchange exchange) {
        long millis = exchange.elapsedMillis();
        // A parked long poll is not slow: it says itself how long it may wait.
        boolean slow = millis >= config.slowRequestMs() && rc.get(Exchange.PARKED) == null;
        if (slow || LOG.isDebugEnabled()) {
            LOG.logf(
                    slow ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "%s method=%s path=%s status=%d duration_ms=%d request_id=%s trace_id=%s",
                    slow ? "slow request" : "request",
                    rc.request().method(),
                    rc.normalizedPath(),
                    rc.response().getStatusCode(),
                    millis,
                    exchange.requestId(),
                    Exchange.traceId(rc.request().getHeader("traceparent")));
        }
    }
}
