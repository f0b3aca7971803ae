package dev.headrace.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentityVerifier;
import dev.headrace.platform.identity.TrustedKeys;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ForwardIT extends RunningGateway {

    @Test
    void passesARequestOnWithASignedIdentityInPlaceOfTheKey() {
        // Given
        JsonNode key = makeKey("acme", List.of("user"));

        // When
        HttpResponse<String> response = send(request(key.get("key").asText(), "/api/v1/tasks/echo?a=b%20c")
                .header("X-Headrace-Identity", "forged")
                .header("X-Request-Id", "my-id_1.2")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString("{\"x\":1}"))
                .build());

        // Then
        assertEquals(203, response.statusCode());
        JsonNode seen = json(response);
        assertEquals("POST", seen.get("method").asText());
        assertEquals("/api/v1/tasks/echo?a=b%20c", seen.get("uri").asText());
        assertEquals("{\"x\":1}", seen.get("body").asText());
        JsonNode headers = seen.get("headers");
        assertFalse(headers.has("authorization"));
        assertEquals("my-id_1.2", headers.get("x-request-id").asText());
        assertEquals(
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                headers.get("traceparent").asText());
        Identity identity = new IdentityVerifier(
                        TrustedKeys.reading(Path.of(config("headrace.identity.public-key-file"))), "task-service")
                .verify(headers.get("x-headrace-identity").asText());
        assertEquals("acme", identity.tenant());
        assertEquals(key.get("id").asText(), identity.subject());
        assertEquals(List.of("my-id_1.2"), response.headers().allValues("X-Request-Id"));
        assertEquals(List.of("yes"), response.headers().allValues("X-Stub"));
        assertTrue(response.headers().firstValue("Keep-Alive").isEmpty());
        String date = response.headers().firstValue("Date").orElseThrow();
        Instant told =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertTrue(Duration.between(told, Instant.now()).abs().toMinutes() < 1, date);
    }

    @Test
    void anEarlierPathAnswersAsTheLaterOneAndSaysSo() {
        HttpResponse<String> earlier = get(adminKey(), "/api/v1/tasks/enhanced/echo/status/?a=b");

        assertEquals("/api/v1/tasks/echo?a=b", json(earlier).get("uri").asText());
        assertEquals("@1767225600", earlier.headers().firstValue("Deprecation").orElse(""));
        assertEquals(
                "</api/v1/tasks/echo>; rel=\"successor-version\"",
                earlier.headers().firstValue("Link").orElse(""));
        assertEquals(200, get(adminKey(), "/api-keys").statusCode());
        assertEquals(
                202, post(adminKey(), "/api/v1/batch/charts/", "{\"tasks\":[]}").statusCode());
        assertEquals(401, send(HttpRequest.newBuilder(at("/api-keys")).build()).statusCode());
    }

    @Test
    void bodiesComeOverHttp2AsWell() throws Exception {
        String small = "{\"type\":\"chart.natal\",\"payload\":\"" + "x".repeat(1_000) + "\"}";
        String large = "{\"type\":\"chart.natal\",\"payload\":\"" + "x".repeat(200_000) + "\"}";
        String free = makeKey("second", List.of("user")).get("key").asText();
        try (HttpClient second =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (String key : List.of(adminKey(), free)) {
                for (String path : List.of("/api/v1/tasks/echo", "/api/v1/tasks")) {
                    for (String body : List.of(small, large, small)) {
                        for (HttpRequest.BodyPublisher publisher : List.of(
                                BodyPublishers.ofString(body),
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8))))) {
                            HttpResponse<String> answer = second.send(
                                    request(key, path)
                                            .timeout(Duration.ofSeconds(10))
                                            .POST(publisher)
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());

                            assertTrue(answer.statusCode() < 300, answer.body());
                            String what = path + " " + body.length() + " of " + publisher.contentLength();
                            assertTrue(answer.body().contains("xxx"), () -> what + ": " + answer.body());
                        }
                    }
                }
            }
            assertEquals(
                    HttpClient.Version.HTTP_2,
                    second.send(request(free, "/api/v1/tasks/echo").build(), HttpResponse.BodyHandlers.discarding())
                            .version());
        }
    }

    /** The heap of a test has 768 MiB. */
    @Test
    void aGibibyteStreamsThroughWhereARouteAllowsIt() {
        long gibibyte = 1L << 30;
        InputStream zeros = new InputStream() {
            private long left = gibibyte;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int some = (int) Math.min(left, length);
                left -= some;
                return some == 0 ? -1 : some;
            }
        };

        HttpResponse<String> response = send(request(adminKey(), "/api/v1/large/sink")
                .POST(BodyPublishers.ofInputStream(() -> zeros))
                .build());

        assertEquals(String.valueOf(gibibyte), response.body());
    }
}
