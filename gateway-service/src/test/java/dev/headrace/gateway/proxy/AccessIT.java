package dev.headrace.gateway.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.api.JsonBytes;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a request: to its caller in headers, to operators in a line. */
@QuarkusTest
@Timeout(30)
class AccessIT extends RunningGateway {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final String id = "access-" + UUID.randomUUID();

    @Test
    void anAnswerSaysWhoseTimeItTook() {
        // When
        HttpResponse<String> forwarded = get(adminKey(), "/api/v1/tasks/echo");
        HttpResponse<String> own = get(adminKey(), "/api/v1/usage");
        HttpResponse<String> refused = get("sk_live_wrong", "/api/v1/tasks/echo");

        // Then
        assertTrue(
                timing(forwarded).matches("gateway;dur=\\d+\\.\\d\\d, service;dur=\\d+\\.\\d\\d"), timing(forwarded));
        assertTrue(timing(own).matches("gateway;dur=\\d+\\.\\d\\d"), timing(own));
        assertTrue(timing(refused).matches("gateway;dur=\\d+\\.\\d\\d"), timing(refused));
    }

    @Test
    void idAndTraceGoThroughToTheService() {
        // When
        HttpResponse<String> echoed = ask("/api/v1/tasks/echo");
        JsonNode received = json(echoed).get("headers");

        // Then
        assertEquals(id, echoed.headers().firstValue("X-Request-Id").orElse(""));
        assertEquals(id, received.path("x-request-id").asText());
        assertEquals(
                "00-" + TRACE + "-b7ad6b7169203331-01",
                received.path("traceparent").asText());
    }

    @Test
    void aRequestIsALineWithoutSecrets() throws IOException {
        // Given
        String key = adminKey();

        // When
        HttpResponse<String> answer = ask("/api/v1/tasks/echo?secret=hunter2");
        String line = line();

        // Then
        JsonNode fields = JsonBytes.tree(line.getBytes(StandardCharsets.UTF_8));
        assertEquals(203, answer.statusCode());
        assertEquals("GET", fields.path("method").asText());
        assertEquals("/api/v1/tasks/echo", fields.path("path").asText());
        assertEquals("/api/v1/tasks", fields.path("route").asText());
        assertEquals(203, fields.path("status").asInt());
        assertEquals(TRACE, fields.path("trace_id").asText());
        assertEquals(answer.body().length(), fields.path("bytes_out").asInt());
        assertEquals("default", fields.path("tenant").asText());
        assertEquals(key.substring(0, 16), fields.path("credential").asText());
        double parts = fields.path("admit_ms").asDouble()
                + fields.path("connect_ms").asDouble()
                + fields.path("service_ms").asDouble();
        assertTrue(parts > 0 && parts <= fields.path("duration_ms").asDouble() + 0.05, line);
        assertFalse(line.contains("hunter2") || line.contains(key.substring(16)), line);
    }

    @Test
    void anAnswerThatBreaksOffIsALineToo() throws IOException {
        try {
            ask("/api/v1/tasks/cut");
        } catch (java.io.UncheckedIOException cut) {
            assertTrue(cut.getMessage() != null);
        }

        assertEquals(
                0,
                JsonBytes.tree(line().getBytes(StandardCharsets.UTF_8))
                        .path("status")
                        .asInt());
    }

    private HttpResponse<String> ask(String path) {
        return send(request(adminKey(), path)
                .header("X-Request-Id", id)
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .build());
    }

    private String line() {
        Path log = Path.of(config("headrace.observe.access-log"));
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> find(log), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> find(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(id))
                .findFirst();
    }

    private static String timing(HttpResponse<String> response) {
        return response.headers().firstValue("Server-Timing").orElse("");
    }
}
