package dev.headrace.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.JsonBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OpenApiMergeTest {
    private static final String TASK = """
            {"paths":{"/api/v1/tasks":{"get":{"operationId":"list","responses":{"200":{"description":"ok",
               "content":{"application/json":{"schema":{"$ref":"#/components/schemas/PageTask"}}}}}}},
              "/q/internal":{"get":{"responses":{}}}},
             "tags":[{"name":"Tasks"}],
             "components":{"schemas":{"Shared":{"type":"string"},"State":{"enum":["A"]},
               "Task":{"properties":{"state":{"$ref":"#/components/schemas/State"}}},
               "PageTask":{"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Task"}}}}},
              "securitySchemes":{"x":{}}}}""";
    private static final String WEBHOOK = """
            {"paths":{"/api/v1/webhooks":{"get":{"operationId":"list","security":[],"responses":{"200":{"description":"ok",
               "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Task"}}}},
               "404":{"description":"no"}}}}},
             "tags":[{"name":"Tasks"},{"name":"Webhooks"}],
             "components":{"schemas":{"Shared":{"type":"string"},"State":{"enum":["B"]},
               "Task":{"properties":{"state":{"$ref":"#/components/schemas/State"}}}}}}""";

    private final ObjectNode merged = new OpenApiMerge(tree("{\"info\":{\"title\":\"Headrace\"}}"))
            .add("task", tree(TASK), path -> path.startsWith("/api/v1/tasks"))
            .add("webhook", tree(WEBHOOK), path -> path.startsWith("/api/v1/webhooks"))
            .document();

    @Test
    void keepsWhatIsReachableThroughTheGatewayOnly() {
        assertEquals("Headrace", merged.at("/info/title").asText());
        assertTrue(merged.path("paths").has("/api/v1/tasks"));
        assertTrue(merged.path("paths").has("/api/v1/webhooks"));
        assertFalse(merged.path("paths").has("/q/internal"));
        assertFalse(merged.path("components").has("securitySchemes"));
        assertEquals(2, merged.path("tags").size());
    }

    @Test
    void renamesWhatDiffersAndAllThatRefersToIt() {
        JsonNode schemas = merged.at("/components/schemas");
        assertEquals("A", schemas.at("/State/enum/0").asText());
        assertEquals("B", schemas.at("/WebhookState/enum/0").asText());
        // Task is spelled alike in both, but its state is another one.
        assertEquals(
                "#/components/schemas/WebhookState",
                schemas.at("/WebhookTask/properties/state/$ref").asText());
        assertFalse(schemas.has("WebhookShared"));
        assertTrue(merged.toString().contains("\"$ref\":\"#/components/schemas/WebhookTask\""));
    }

    @Test
    void operationIdsStayUnique() {
        assertEquals(
                "list", merged.at("/paths/~1api~1v1~1tasks/get/operationId").asText());
        assertEquals(
                "webhookList",
                merged.at("/paths/~1api~1v1~1webhooks/get/operationId").asText());
    }

    @Test
    void everyAnswerIsDocumentedInItsEnvelope() {
        EnvelopeDocs.applyTo(merged);

        JsonNode answer = merged.at("/paths/~1api~1v1~1tasks/get/responses/200/content/application~1json/schema");
        assertEquals("array", answer.at("/properties/data/type").asText());
        assertEquals(
                "#/components/schemas/Meta", answer.at("/properties/meta/$ref").asText());
        JsonNode hooks = merged.at("/paths/~1api~1v1~1webhooks/get/responses");
        assertEquals(
                "#/components/schemas/WebhookTask",
                hooks.at("/200/content/application~1json/schema/properties/data/$ref")
                        .asText());
        assertEquals("#/components/responses/Error", hooks.at("/default/$ref").asText());
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonBytes.tree(json.getBytes(StandardCharsets.UTF_8));
    }
}
