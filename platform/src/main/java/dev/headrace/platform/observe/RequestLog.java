package dev.headrace.platform.observe;

import dev.headrace.platform.api.Exchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Gives each request its id, answers with it, writes its line of the access log where there is one, and tells of slow ones at WARN.
 */
@Singleton
public final class RequestLog {
    private static final Logger LOG = Logger.getLogger("dev.headrace.access");
    private static final int FIRST = 1_000;

    private final ObserveConfig config;
    private final MeterRegistry meters;
    private final Optional<AccessFile> file;
    private final ConcurrentHashMap<String, Counter> slow = new ConcurrentHashMap<>();

    public RequestLog(ObserveConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
        this.file = config.accessLog().map(AccessFile::open);
        file.ifPresent(log -> FunctionCounter.builder("headrace.access.lines.dropped", log, AccessFile::dropped)
                .description("Lines of the access log that there was no room for")
                .register(meters));
    }

    void register(@Observes Filters filters) {
        filters.register(this::observe, FIRST);
    }

    void stop(@Observes ShutdownEvent event) {
        file.ifPresent(AccessFile::close);
    }

    private void observe(RoutingContext rc) {
        Exchange exchange = Exchange.of(rc);
        rc.response().putHeader(Exchange.REQUEST_ID, exchange.requestId());
        // A request that was rewritten comes by again: it stays the same one.
        Access before = Access.find(rc);
        Access access = before == null
                ? new Access(exchange.startNanos(), (over, status) -> written(rc, exchange, over, status))
                : before;
        access.keepIn(rc);
        rc.addEndHandler(done -> access.over(done.succeeded() ? rc.response().getStatusCode() : 0));
        rc.next();
    }

    private void written(RoutingContext rc, Exchange exchange, Access access, int status) {
        file.ifPresent(log -> log.add(AccessLine.of(rc, exchange, access, status, Instant.now())));
        long millis = exchange.elapsedMillis();
        // A parked long poll is not slow: it says itself how long it may wait.
        boolean isSlow = millis >= config.slowRequestMs() && rc.get(Exchange.PARKED) == null;
        if (isSlow) {
            count(access);
        }
        if (isSlow || LOG.isDebugEnabled()) {
            LOG.logf(
                    isSlow ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "%s method=%s path=%s status=%d duration_ms=%d%s request_id=%s trace_id=%s",
                    isSlow ? "slow request" : "request",
                    rc.request().method(),
                    rc.normalizedPath(),
                    status,
                    millis,
                    phases(access),
                    exchange.requestId(),
                    Exchange.traceId(rc.request().getHeader("traceparent")));
        }
    }

    private void count(Access access) {
        String route = access.route() == null ? "none" : access.route();
        slow.computeIfAbsent(route, this::counter).increment();
    }

    private Counter counter(String route) {
        return Counter.builder("headrace.requests.slow")
                .description("Requests that took longer than headrace.observe.slow-request-ms")
                .tag("route", route)
                .register(meters);
    }

    /** Where the time went, as far as it is known. */
    private static String phases(Access access) {
        StringBuilder text = new StringBuilder();
        phase(text, " admit_ms=", access.admitMillis());
        phase(text, " connect_ms=", access.connectMillis());
        phase(text, " service_ms=", access.upstreamMillis());
        return text.toString();
    }

    private static void phase(StringBuilder text, String name, double millis) {
        if (millis >= 0) {
            Access.append(text.append(name), millis);
        }
    }
}
