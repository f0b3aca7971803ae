package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway that stops sends its clients elsewhere, also those that would keep one connection for ever. */
@Timeout(60)
class DrainIT {
    private final Vertx vertx = Vertx.vertx();
    private final Drain drain = new Drain();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpServer gateway;

    DrainIT() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(this::enter);
        gateway = vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void enter(RoutingContext rc) {
        if (drain.isStopping()) {
            Drain.refuse(rc);
        } else {
            rc.response().end();
        }
    }

    private HttpResponse<String> get(HttpClient client) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + gateway.actualPort() + "/");
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    @Test
    void aConnectionOfHttp2EndsWithTheRefusal() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            // Given
            assertEquals(200, get(client).statusCode());
            assertEquals(HttpClient.Version.HTTP_2, get(client).version());
            int before = connections.get();

            // When
            drain.onStop(new ShutdownDelayInitiatedEvent());
            HttpResponse<String> refused = get(client);
            HttpResponse<String> next = get(client);

            // Then
            assertEquals(503, refused.statusCode());
            assertEquals(503, next.statusCode());
            assertEquals(before + 1, connections.get());
        }
    }
}
