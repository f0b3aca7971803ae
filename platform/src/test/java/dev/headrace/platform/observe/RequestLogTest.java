package dev.headrace.platform.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.Exchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server and a real request; what is slow is a matter of the threshold, so nothing has to wait. */
@Timeout(60)
class RequestLogTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final long EVERYTHING_IS_SLOW = 0;
    private static final long NOTHING_IS_SLOW = Long.MAX_VALUE;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Warnings warnings = new Warnings();

    /** What the log says at WARN. */
    private static final class Warnings extends java.util.logging.Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                Object[] values = line.getParameters();
                lines.add(
                        values == null || values.length == 0
                                ? line.getMessage()
                                : String.format(line.getMessage(), values));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        Logger.getLogger("dev.headrace.access").addHandler(warnings);
    }

    @AfterEach
    void close() throws Exception {
        Logger.getLogger("dev.headrace.access").removeHandler(warnings);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aSlowRequestIsCountedByItsRouteAndLoggedWithItsPhases() throws Exception {
        String id = ask(EVERYTHING_IS_SLOW, rc -> {
            Access.of(rc).route("/api/v1/tasks");
            rc.response().setStatusCode(202).end();
        });

        assertEquals(1, slow("/api/v1/tasks"));
        assertEquals(1, warnings.lines.size());
        String line = warnings.lines.getFirst();
        assertTrue(line.startsWith("slow request method=GET path=/api/v1/tasks/7 status=202 duration_ms="), line);
        assertTrue(line.contains("request_id=" + id), line);
        assertTrue(line.contains("trace_id=0af7651916cd43dd8448eb211c80319c"), line);
    }

    @Test
    void oneUnderTheThresholdIsNot() throws Exception {
        ask(NOTHING_IS_SLOW, rc -> rc.response().end());

        assertEquals(0, slow("none"));
        assertEquals(List.of(), warnings.lines);
    }

    @Test
    void oneThatWaitsOnPurposeIsNot() throws Exception {
        ask(EVERYTHING_IS_SLOW, rc -> {
            rc.put(Exchange.PARKED, true);
            rc.response().end();
        });

        assertEquals(0, slow("none"));
        assertEquals(List.of(), warnings.lines);
    }

    private double slow(String route) {
        Counter counter =
                meters.find("headrace.requests.slow").tag("route", route).counter();
        return counter == null ? 0 : counter.count();
    }

    /** Sends one request, and waits until the log has had it: who is told before and after it was told. */
    private String ask(long slowMs, Handler<RoutingContext> answer) throws Exception {
        CountDownLatch over = new CountDownLatch(2);
        Handler<RoutingContext> told = rc -> {
            rc.addEndHandler(done -> over.countDown());
            rc.next();
        };
        Filters filters = new Filters();
        new RequestLog(new Config(slowMs), meters).register(filters);
        Router router = Router.router(vertx);
        router.route().handler(told);
        filters.getFilters().forEach(filter -> router.route().handler(filter.getHandler()));
        router.route().handler(told).handler(answer);
        String id = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .compose(up -> vertx.createHttpClient()
                        .request(HttpMethod.GET, up.actualPort(), "127.0.0.1", "/api/v1/tasks/7"))
                .compose(request -> request.putHeader("traceparent", TRACE).send())
                .map(response -> String.valueOf(response.getHeader(Exchange.REQUEST_ID)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertTrue(over.await(30, TimeUnit.SECONDS));
        return id;
    }

    private record Config(long slowRequestMs) implements ObserveConfig {
        @Override
        public Optional<String> accessLog() {
            return Optional.empty();
        }
    }
}
