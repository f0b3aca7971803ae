package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EntranceIT extends RunningGateway {

    @Test
    void withoutAKeyThereIsNothingButAChallenge() {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(at("/api/v1/tasks/echo")).build());

        assertEquals(401, response.statusCode());
        assertEquals("UNAUTHENTICATED", errorCode(response));
        assertEquals(
                "Bearer realm=\"headrace\"",
                response.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals(
                "nosniff",
                response.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(401, get("nonsense", "/api/v1/tasks/echo").statusCode());
    }

    @Test
    void aKeyIsTakenFromEitherHeader() {
        HttpResponse<String> response = send(HttpRequest.newBuilder(at("/api/v1/tasks/echo"))
                .header("X-API-Key", adminKey())
                .build());

        assertEquals(203, response.statusCode());
        assertFalse(json(response).get("headers").has("x-api-key"));
    }

    @Test
    void aRoleThatIsNotEnoughIsNamed() {
        String key = makeKey("roles", List.of("user")).get("key").asText();

        HttpResponse<String> response = post(key, "/api/v1/leases", "{}");

        assertEquals(403, response.statusCode());
        assertEquals("FORBIDDEN", errorCode(response));
        assertTrue(json(response).at("/error/detail").asText().contains("admin, worker"), response.body());
    }

    @Test
    void aNarrowedKeyReachesWhatItWasNarrowedTo() {
        String key = json(post(adminKey(), "/api/v1/api-keys", "{\"name\":\"n\",\"scopes\":[\"tasks:read\"]}"))
                .at("/data/key")
                .asText();

        assertEquals(203, get(key, "/api/v1/tasks/echo").statusCode());
        assertEquals(403, post(key, "/api/v1/tasks/echo", "{}").statusCode());
        assertEquals(403, get(key, "/api/v1/analytics/echo").statusCode());
    }

    @Test
    void unknownPathsAndMethodsHaveTheirErrors() {
        HttpResponse<String> nowhere = get(adminKey(), "/api/v1/nowhere");
        HttpResponse<String> method = get(adminKey(), "/api/v1/leases");

        assertEquals(404, nowhere.statusCode());
        assertEquals("ROUTE_NOT_FOUND", errorCode(nowhere));
        assertEquals(404, get(adminKey(), "/q/metrics").statusCode());
        assertEquals(404, get(adminKey(), "/q/openapi").statusCode());
        assertEquals(405, method.statusCode());
        assertEquals("METHOD_NOT_ALLOWED", errorCode(method));
        assertEquals("POST", method.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void errorsAreProblemDetailsOnRequest() {
        HttpResponse<String> response = send(request(adminKey(), "/api/v1/nowhere")
                .header("Accept", "application/problem+json")
                .build());

        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElse(""));
        JsonNode problem = json(response);
        assertEquals(404, problem.get("status").asInt());
        assertEquals("ROUTE_NOT_FOUND", problem.get("code").asText());
        assertEquals(
                response.headers().firstValue("X-Request-Id").orElse(""),
                problem.get("request_id").asText());
    }

    @Test
    void aPathThatLeadsElsewhereIsRefusedBeforeItIsRead() throws IOException {
        assertTrue(raw("GET /api/v1/tasks/../../../q/metrics HTTP/1.1").startsWith("HTTP/1.1 400"));
        assertTrue(raw("GET /api/v1/tasks/%2e%2e/%2e%2e/q HTTP/1.1").startsWith("HTTP/1.1 400"));
    }

    @Test
    void aRequestIdOfBadFormIsReplaced() {
        HttpResponse<String> response = send(request(adminKey(), "/api/v1/tasks/echo")
                .header("X-Request-Id", "no good")
                .build());

        String made = response.headers().firstValue("X-Request-Id").orElse("");
        assertEquals(36, made.length());
        assertEquals(made, json(response).at("/headers/x-request-id").asText());
    }

    @Test
    void aBodyOverItsLimitIsRefusedWithAndWithoutADeclaredLength() {
        byte[] tooMuch = new byte[(1 << 20) + 1];

        HttpResponse<String> declared = send(request(adminKey(), "/api/v1/tasks/sink")
                .POST(BodyPublishers.ofByteArray(tooMuch))
                .build());
        HttpResponse<String> chunked = send(request(adminKey(), "/api/v1/tasks/sink")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(tooMuch)))
                .build());

        assertEquals(413, declared.statusCode());
        assertEquals("PAYLOAD_TOO_LARGE", errorCode(declared));
        assertEquals(413, chunked.statusCode());
        assertEquals("PAYLOAD_TOO_LARGE", errorCode(chunked));
    }

    @Test
    void aRefusalOnHttp2LeavesTheConnectionToOthers() throws Exception {
        // Given
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        // When
        HttpResponse<String> refused = http2.send(
                request(adminKey(), "/api/v1/tasks/sink")
                        .POST(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> next =
                http2.send(request(adminKey(), "/api/v1/tasks/echo").build(), BodyHandlers.ofString());

        // Then
        assertEquals(413, refused.statusCode());
        assertEquals(203, next.statusCode());
        assertEquals(HttpClient.Version.HTTP_2, next.version());
    }

    @Test
    void aBulkRouteTakesMoreAndAFullBodyPassesWhole() {
        byte[] much = new byte[8 << 20];

        HttpResponse<String> bulk = send(request(adminKey(), "/api/v1/tasks/bulk/sink")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(much)))
                .build());
        HttpResponse<String> limit = send(request(adminKey(), "/api/v1/tasks/sink")
                .POST(BodyPublishers.ofByteArray(new byte[1 << 20]))
                .build());
        HttpResponse<String> expecting = send(request(adminKey(), "/api/v1/tasks/sink")
                .expectContinue(true)
                .POST(BodyPublishers.ofByteArray(new byte[1000]))
                .build());

        assertEquals(String.valueOf(much.length), bulk.body());
        assertEquals(String.valueOf(1 << 20), limit.body());
        assertEquals("1000", expecting.body());
    }

    private static String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + adminKey()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
        }
    }
}
