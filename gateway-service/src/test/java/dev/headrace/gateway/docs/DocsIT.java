package dev.headrace.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DocsIT extends RunningGateway {

    @Test
    void oneDocumentDescribesTheServicesThatAnswerAndTheGateway() {
        // When: two services are not there
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(at("/api/v1/openapi.json")).build());

        // Then
        assertEquals(200, response.statusCode());
        JsonNode document = json(response);
        assertTrue(document.get("openapi").asText().startsWith("3.1"));
        JsonNode paths = document.get("paths");
        assertTrue(paths.has("/api/v1/tasks"), response.body());
        assertTrue(paths.has("/api/v1/api-keys"));
        assertTrue(paths.has("/api/v1/api-keys/{id}/revoke"));
        assertTrue(paths.has("/ws"));
        assertTrue(paths.has("/health/ready"));
        assertEquals("/", document.at("/servers/0/url").asText());
        assertEquals(
                "bearer",
                document.at("/components/securitySchemes/bearer/scheme").asText());
        assertEquals(
                "#/components/schemas/NewApiKey",
                paths.at(
                                "/~1api~1v1~1api-keys/post/responses/201/content/application~1json/schema/properties/data/$ref")
                        .asText());
    }

    @Test
    void eachOperationSaysWhoMayHowOftenAndWhatCanGoWrong() {
        // When
        JsonNode paths = json(send(
                        HttpRequest.newBuilder(at("/api/v1/openapi.json")).build()))
                .get("paths");

        // Then
        JsonNode forwarded = paths.at("/~1api~1v1~1tasks/get");
        assertEquals("tasks:read", forwarded.path("x-headrace-scope").asText());
        assertEquals("tasks-burst", forwarded.at("/x-headrace-limits/0/name").asText());
        assertEquals(500, forwarded.at("/x-headrace-limits/0/tiers/free").asInt());
        assertTrue(forwarded.path("responses").has("504"), forwarded.toString());
        JsonNode own = paths.at("/~1api~1v1~1api-keys/post");
        assertEquals("operator", own.at("/x-headrace-roles/0").asText());
        assertEquals(65_536, own.path("x-headrace-max-body-bytes").asInt());
        assertFalse(own.path("responses").has("504"), own.toString());
        assertTrue(own.path("x-headrace-errors").toString().contains("VALIDATION_FAILED"), own.toString());
        assertEquals(
                "reports",
                own.at("/requestBody/content/application~1json/examples/example/value/name")
                        .asText());
        assertEquals(0, paths.at("/~1api~1v1~1docs~1errors/get/security").size());
    }

    @Test
    void thePageComesWithAllItNeeds() {
        // When
        HttpResponse<String> page =
                send(HttpRequest.newBuilder(at("/api/v1/docs/")).build());

        // Then
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("/api/v1/openapi.json"), page.body());
        assertFalse(page.body().matches("(?s).*(src|href)=[\"'](https?:)?//.*"), page.body());
        assertEquals(
                200,
                send(HttpRequest.newBuilder(at("/api/v1/docs/swagger-ui-bundle.js"))
                                .build())
                        .statusCode());
        int bare = send(HttpRequest.newBuilder(at("/api/v1/docs")).build()).statusCode();
        assertTrue(bare == 200 || bare == 302, "status " + bare);
    }
}
