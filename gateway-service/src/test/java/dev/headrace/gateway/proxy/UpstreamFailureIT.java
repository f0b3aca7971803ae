package dev.headrace.gateway.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.headrace.gateway.fixture.RunningGateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UpstreamFailureIT extends RunningGateway {
    @Inject
    MeterRegistry meters;

    @Test
    void anAnswerFlowsWhileItIsMade() throws Exception {
        // Given
        HttpResponse<InputStream> response =
                CLIENT.send(request(adminKey(), "/api/v1/tasks/drip").build(), BodyHandlers.ofInputStream());

        // When
        String first = new String(response.body().readNBytes(6), StandardCharsets.US_ASCII);
        stub("/release");

        // Then
        assertEquals("first;", first);
        assertEquals("released", new String(response.body().readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void aCallerThatGoesAwayEndsTheRequestBehindTheGateway() {
        // Given
        CompletableFuture<HttpResponse<String>> waiting =
                CLIENT.sendAsync(request(adminKey(), "/api/v1/tasks/held").build(), BodyHandlers.ofString());
        await().until(() -> stub("/count").equals("1"));

        // When
        waiting.cancel(true);

        // Then
        await().atMost(Duration.ofSeconds(15)).until(() -> stub("/count").equals("0"));
    }

    @Test
    void silenceIsATimeout() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/analytics/silent");

        assertEquals(504, response.statusCode());
        assertEquals("UPSTREAM_TIMEOUT", errorCode(response));
    }

    @Test
    void anAnswerThatStopsComingIsATimeoutOrCutOff() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/analytics/stall");
        assertEquals(504, response.statusCode());
        assertEquals("UPSTREAM_TIMEOUT", errorCode(response));

        assertThrows(
                IOException.class,
                () -> CLIENT.send(
                        request(adminKey(), "/api/v1/analytics/dry")
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        BodyHandlers.ofString()));
    }

    @Test
    void theWatchOverAnAnswerEndsWithIt() {
        // Given
        Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
        Handler faulty = new Faults(faults);
        Logger.getLogger("").addHandler(faulty);
        try {
            assertEquals(
                    "first;second", get(adminKey(), "/api/v1/analytics/parts").body());

            // When: as long as this route is patient, more often than the watch looks at one that does not move
            for (int i = 0; i < 4; i++) {
                assertEquals(504, get(adminKey(), "/api/v1/analytics/stall").statusCode());
            }
        } finally {
            Logger.getLogger("").removeHandler(faulty);
        }

        // Then
        assertEquals(List.of(), List.copyOf(faults));
    }

    /** What is logged of faults that nobody expected. */
    private static final class Faults extends Handler {
        private final Queue<Throwable> seen;

        Faults(Queue<Throwable> seen) {
            this.seen = seen;
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() instanceof RuntimeException fault) {
                seen.add(fault);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void aServiceThatBreaksOffIsUnavailableAndNothingOfItsKindLeaks() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/tasks/fail");

        assertEquals(502, response.statusCode());
        assertEquals("UPSTREAM_UNAVAILABLE", errorCode(response));
        assertFalse(response.body().contains("Exception"), response.body());
        assertFalse(response.body().contains("127.0.0.1"), response.body());
    }

    @Test
    void anAnswerThatIsCutShortNeverLooksWholeAndIsCounted() {
        Timer aborted = meters.get("headrace.gateway.requests")
                .tags("route", "/api/v1/tasks", "status", "aborted")
                .timer();
        long before = aborted.count();

        assertThrows(
                IOException.class,
                () -> CLIENT.send(request(adminKey(), "/api/v1/tasks/cut").build(), BodyHandlers.ofString()));
        await().until(() -> aborted.count() > before);
    }

    @Test
    void aShortAnswerThatBreaksOffIsAnError() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/tasks/short");

        assertEquals(502, response.statusCode());
        assertEquals("UPSTREAM_UNAVAILABLE", errorCode(response));
        assertFalse(response.body().contains("half"), response.body());
    }

    /** It knows no chunks, so the end of the connection is the end of the answer, though it asked to keep it. */
    @Test
    void anAnswerWithoutALengthEndsTheConnectionOfHttp10() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            // Given
            socket.setSoTimeout(30_000);
            String request =
                    "GET /api/v1/tasks/drip HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nAuthorization: Bearer "
                            + adminKey() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> stub("/count").equals("1"));

            // When
            stub("/release");

            // Then
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.endsWith("\r\n\r\nfirst;released"), answer);
            assertFalse(answer.toLowerCase(Locale.ROOT).contains("transfer-encoding"), answer);
        }
    }

    @Test
    void aServiceThatIsNotThereIsSaidToBeSo() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/cache/namespaces");

        assertEquals(502, response.statusCode());
        assertEquals("UPSTREAM_UNAVAILABLE", errorCode(response));
        assertEquals(
                "The cache service is not reachable",
                json(response).at("/error/detail").asText());
    }

    @Test
    void aServiceThatComesBackSoonLooksSlowOnly() throws Exception {
        // Given
        int port =
                URI.create(config("headrace.upstreams.cache").split(",", -1)[1]).getPort();
        CompletableFuture<HttpResponse<String>> waiting =
                CLIENT.sendAsync(request(adminKey(), "/api/v1/cache/hello").build(), BodyHandlers.ofString());

        // When
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[] {'o', 'k'});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        server.start();

        // Then
        try {
            assertEquals("ok", waiting.get().body());
            assertTrue(waiting.get().statusCode() == 200);
        } finally {
            server.stop(0);
        }
    }
}
