package dev.headrace.gateway.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service of two processes: the cache service of this gateway's configuration. */
@QuarkusTest
@Timeout(60)
class InstanceIT extends RunningGateway {
    private static final int REQUESTS = 20;

    private final List<HttpServer> servers = new ArrayList<>();

    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static List<Integer> ports() {
        return Arrays.stream(config("headrace.upstreams.cache").split(",", -1))
                .map(uri -> URI.create(uri).getPort())
                .toList();
    }

    private void start(int instance, Behaviour behaviour) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports().get(instance)), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                behaviour.answer(exchange);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        server.start();
        servers.add(server);
    }

    private static Behaviour says(String text) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, text.length());
            exchange.getResponseBody().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        };
    }

    @AfterEach
    void end() {
        servers.forEach(server -> server.stop(0));
    }

    /** Reads on a connection of its own, since each connection stays with a process. */
    private static String readAnew() {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request(adminKey(), "/api/v1/cache/hello").build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void connectionsTakeTurns() throws IOException {
        // Given
        start(0, says("a"));
        start(1, says("b"));

        // When: one that was away in an earlier test may still rest
        Set<String> answers = new HashSet<>();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            answers.add(readAnew());
            return answers.size() > 1;
        });

        // Then
        assertEquals(Set.of("a", "b"), answers);
    }

    @Test
    void whatOneRefusesTheOtherGetsAtOnce() throws IOException {
        // Given
        start(1, says("b"));

        // When
        long before = System.nanoTime();
        for (int i = 0; i < REQUESTS; i++) {
            assertEquals("b", post(adminKey(), "/api/v1/cache/namespaces", "{}").body());
        }

        // Then: nobody waited for the patience of two seconds
        assertTrue(System.nanoTime() - before < 2_000_000_000L);
        String health =
                send(HttpRequest.newBuilder(at("/health/ready")).build()).body();
        assertTrue(health.contains("\"cache\":\"UP\",\"cache-1\":\"DOWN\",\"cache-2\":\"UP\""), health);
    }

    @Test
    void aReadThatOneBreaksOffIsAnsweredByTheOther() throws IOException {
        // Given
        AtomicInteger brokenOff = new AtomicInteger();
        start(0, exchange -> brokenOff.incrementAndGet());
        start(1, says("b"));

        // When
        for (int i = 0; i < REQUESTS; i++) {
            assertEquals("b", readAnew());
        }

        // Then
        assertTrue(brokenOff.get() > 0);
    }

    private static boolean isHealth(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().startsWith("/q/health");
    }

    /** As the framework does it: what comes after the end has begun gets an empty 503, unread. */
    @Test
    void whatAStoppingProcessTurnsAwayWaitsForItsNextStart() throws Exception {
        // Given
        AtomicInteger turnedAway = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        start(1, exchange -> {
            turnedAway.incrementAndGet();
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(503, -1);
        });
        List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            writes.add(CLIENT.sendAsync(
                    request(adminKey(), "/api/v1/cache/namespaces")
                            .POST(BodyPublishers.ofString("{\"n\":" + i + "}"))
                            .build(),
                    BodyHandlers.ofString()));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> turnedAway.get() > 0);

        // When
        servers.removeFirst().stop(0);
        start(1, exchange -> {
            done.addAndGet(isHealth(exchange) ? 0 : 1);
            says("back").answer(exchange);
        });

        // Then
        for (CompletableFuture<HttpResponse<String>> write : writes) {
            assertEquals("back", write.get(20, TimeUnit.SECONDS).body());
        }
        assertEquals(REQUESTS, done.get());
    }

    @Test
    void whoSaysThatItStopsGetsNothingMore() throws IOException {
        // Given
        AtomicInteger last = new AtomicInteger();
        start(0, exchange -> {
            if (isHealth(exchange)) {
                exchange.sendResponseHeaders(last.get() == 0 ? 200 : 503, -1);
                return;
            }
            last.incrementAndGet();
            exchange.getResponseHeaders().set("X-Headrace-Stopping", "1");
            says("last").answer(exchange);
        });
        start(1, says("b"));
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            readAnew();
            return last.get() > 0;
        });

        // When
        int before = last.get();
        for (int i = 0; i < REQUESTS; i++) {
            assertEquals("b", readAnew());
        }

        // Then
        assertEquals(before, last.get());
    }

    @Test
    void aWriteThatOneBreaksOffIsNotSentTwice() throws IOException {
        // Given
        AtomicInteger got = new AtomicInteger();
        Behaviour breaksOff = exchange -> {
            exchange.getRequestBody().readAllBytes();
            // Each process is asked whether it is ready, too.
            got.addAndGet(isHealth(exchange) ? 0 : 1);
        };
        start(0, breaksOff);
        start(1, breaksOff);

        // When
        int status = post(adminKey(), "/api/v1/cache/namespaces", "{}").statusCode();

        // Then
        assertEquals(502, status);
        assertEquals(1, got.get());
    }
}
