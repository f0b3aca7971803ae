package dev.headrace.gateway.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.route.Service;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service of a single process that stops: whatever it has not seen waits for its next start. */
@Timeout(60)
class StoppingIT {
    private static final String NOTICE = "X-Headrace-Stopping";

    /** One loop, so that all share the one connection. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final HttpClient caller = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(10));
    private final List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer gateway;
    private final Upstream upstream;
    private volatile boolean stopping;

    StoppingIT() throws Exception {
        HttpServer service = listening(vertx.createHttpServer().requestHandler(this::serve));
        ProxyConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ProxyConfig.class)
                .withDefaultValue("headrace.proxy.connections", "1")
                .withDefaultValue("headrace.proxy.queue-patience", "30s")
                .withDefaultValue("headrace.proxy.refused-patience", "30s")
                .build()
                .getConfigMapping(ProxyConfig.class);
        URI address = URI.create("http://127.0.0.1:" + service.actualPort());
        upstream = new Upstream(vertx, Service.WEBHOOK, List.of(address), config);
        Router router = Router.router(vertx);
        router.route().handler(this::forward);
        gateway = listening(vertx.createHttpServer().requestHandler(router));
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static HttpServer listening(HttpServer server) throws Exception {
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void serve(HttpServerRequest request) {
        if (stopping) {
            request.response().putHeader(NOTICE, "1");
        }
        if (String.valueOf(request.path()).startsWith("/q/")) {
            request.response().setStatusCode(stopping ? 503 : 200).end();
        } else {
            asked.add(request);
        }
    }

    private void forward(RoutingContext rc) {
        Call call = new Call(rc, Duration.ofSeconds(60), false, () -> true);
        calls.add(call);
        upstream.open(call)
                .compose(HttpClientRequest::send)
                .onSuccess(answer ->
                        rc.response().setStatusCode(answer.statusCode()).end())
                .onFailure(failure -> rc.response().setStatusCode(502).end());
    }

    private CompletableFuture<Integer> post() {
        return caller.request(HttpMethod.POST, gateway.actualPort(), "127.0.0.1", "/")
                .compose(HttpClientRequest::send)
                .map(answer -> answer.statusCode())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private void awaitAsked(int requests) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> asked.size() == requests);
    }

    private void awaitState(String state) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            upstream.askHealth();
            return upstream.view().instances().getFirst().state().equals(state);
        });
    }

    @Test
    void aProcessThatStopsIsHeardOfWithoutARequest() throws Exception {
        // Given
        stopping = true;
        awaitState("stopping");

        // When
        CompletableFuture<Integer> waiting = post();
        await().atMost(20, TimeUnit.SECONDS).until(() -> upstream.view().underWay() == 1);

        // Then
        assertTrue(asked.isEmpty());

        // When
        stopping = false;
        awaitState("up");
        awaitAsked(1);
        asked.getFirst().response().end();

        // Then
        assertEquals(200, waiting.get(20, TimeUnit.SECONDS));
    }

    @Test
    void whatWaitsForAConnectionWhenAProcessStopsIsNotSentToIt() throws Exception {
        // Given
        CompletableFuture<Integer> first = post();
        awaitAsked(1);
        CompletableFuture<Integer> second = post();
        await().atMost(20, TimeUnit.SECONDS).until(() -> upstream.view().underWay() == 2);

        // When
        stopping = true;
        awaitState("stopping");
        asked.getFirst().response().end();

        // Then
        assertEquals(200, first.get(20, TimeUnit.SECONDS));
        assertEquals(1, asked.size());

        // When
        stopping = false;
        awaitState("up");
        awaitAsked(2);
        asked.getLast().response().end();

        // Then
        assertEquals(200, second.get(20, TimeUnit.SECONDS));
        assertEquals(2, calls.size());
    }
}
