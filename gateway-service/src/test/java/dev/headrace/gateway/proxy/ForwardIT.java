package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentityVerifier;
import dev.headrace.platform.identity.TrustedKeys;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
    }
}
