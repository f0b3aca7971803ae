package dev.headrace.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that breaks off whatever it is asked is left in peace, and operators see it. */
@QuarkusTest
@Timeout(60)
class BreakerIT extends RunningGateway {
    private static final String WAYS = "/api/v1/circuit-breakers";

    @AfterEach
    void closeIt() {
        assertEquals(200, post(adminKey(), WAYS + "/analytics/reset", "").statusCode());
    }

    private static JsonNode analytics() {
        return json(get(adminKey(), WAYS + "/analytics")).get("data");
    }

    @Test
    void aServiceThatBreaksOffIsLeftInPeaceUntilSomebodyClosesTheBreaker() {
        // Given
        assertEquals("closed", analytics().get("state").asText());
        for (int i = 0; i < 20; i++) {
            assertEquals(502, post(adminKey(), "/api/v1/analytics/fail", "{}").statusCode());
        }

        // When
        String before = stub("/seen");
        HttpResponse<String> kept = post(adminKey(), "/api/v1/analytics/echo", "{}");

        // Then
        assertEquals(503, kept.statusCode());
        assertEquals("CIRCUIT_OPEN", errorCode(kept));
        assertTrue(Long.parseLong(kept.headers().firstValue("Retry-After").orElse("0")) > 0);
        assertEquals(before, stub("/seen"), "it must not reach the service");
        JsonNode open = analytics();
        assertEquals("open", open.get("state").asText());
        assertTrue(open.get("retry_after_ms").asLong() > 0);
        assertTrue(open.get("failed").asInt() >= 20, open.toString());
        assertTrue(open.get("refused_by_breaker").asLong() >= 1);
        assertEquals(0, open.get("under_way").asInt());
        assertEquals(203, post(adminKey(), "/api/v1/tasks/echo", "{}").statusCode(), "others go on");

        // When
        JsonNode reset = json(post(adminKey(), WAYS + "/analytics/reset", "")).get("data");

        // Then
        assertEquals("closed", reset.get("state").asText());
        assertEquals(0, reset.get("failed").asInt());
        assertEquals(203, post(adminKey(), "/api/v1/analytics/echo", "{}").statusCode());
    }

    /** Longer than the route's timeout: who sends slowly is told so, and nobody else is kept away for it. */
    @Test
    void aSlowUploadIsNoFaultOfTheService() throws IOException {
        // Given
        int uploads = 25;
        String start = "POST /api/v1/analytics/sink HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + adminKey()
                + "\r\nContent-Length: 100000\r\n\r\n" + " ".repeat(70_000);
        List<Socket> slow = new ArrayList<>();

        // When
        for (int i = 0; i < uploads; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(start.getBytes(US_ASCII));
            slow.add(socket);
        }
        for (Socket socket : slow) {
            assertEquals("HTTP/1.1 504", new String(socket.getInputStream().readNBytes(12), US_ASCII));
            socket.close();
        }

        // Then
        assertEquals("closed", analytics().get("state").asText());
        assertEquals(0, analytics().get("failed").asInt());
        assertEquals(203, post(adminKey(), "/api/v1/analytics/echo", "{}").statusCode());
    }

    @Test
    void allWaysAreShownToOperatorsAndOnlyAdminsCloseBreakers() {
        String operator = makeKey("ways", List.of("operator")).get("key").asText();
        String user = makeKey("ways", List.of("user")).get("key").asText();

        HttpResponse<String> all = get(operator, WAYS);

        assertEquals(
                List.of("analytics", "cache", "task", "webhook"),
                json(all).get("data").findValuesAsText("service").stream()
                        .sorted()
                        .toList());
        assertEquals(
                2, json(get(operator, WAYS + "/cache")).at("/data/instances").size());
        assertEquals(403, post(operator, WAYS + "/task/reset", "").statusCode());
        assertEquals(403, get(user, WAYS).statusCode());
        HttpResponse<String> unknown = get(operator, WAYS + "/nothing");
        assertEquals(404, unknown.statusCode());
        assertTrue(unknown.body().contains("analytics, cache, task, webhook"), unknown.body());
    }
}
