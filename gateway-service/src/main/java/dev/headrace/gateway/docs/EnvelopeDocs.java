package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Documents what every answer of the API has in common. Resources declare their data only: the envelope around it, the
 * error answer and the credentials are the same everywhere, so they are written here, once.
 */
final class EnvelopeDocs {
    private static final String SCHEMAS = "#/components/schemas/";

    private EnvelopeDocs() {}

    static void applyTo(ObjectNode document) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getKey().startsWith("/api/")) {
                OpenApiMerge.operations(path.getValue(), operation -> describe(operation, document));
            }
        }
    }

    private static void describe(ObjectNode operation, ObjectNode document) {
        if (operation.path("x-headrace-raw").asBoolean()) {
            return;
        }
        ObjectNode responses = operation.withObject("responses");
        for (Map.Entry<String, JsonNode> response : responses.properties()) {
            JsonNode content = response.getValue().path("content").path("application/json");
            if (response.getKey().startsWith("2") && content instanceof ObjectNode json) {
                json.set("schema", envelope(json.path("schema"), document));
            }
        }
        if (!responses.has("default")) {
            responses.withObject("default").put("$ref", "#/components/responses/Error");
        }
    }

    private static ObjectNode envelope(JsonNode data, ObjectNode document) {
        ObjectNode schema = document.objectNode().put("type", "object");
        ObjectNode properties = schema.withObject("properties");
        properties.withObject("status").put("type", "string").put("const", "success");
        JsonNode shown = items(data, document);
        if (!shown.isMissingNode()) {
            properties.set("data", shown);
        }
        properties.withObject("meta").put("$ref", SCHEMAS + "Meta");
        schema.putArray("required").add("status").add("meta");
        return schema;
    }

    /** A page leaves as its items; where it goes on is in the meta. */
    private static JsonNode items(JsonNode data, ObjectNode document) {
        String reference = data.path("$ref").asText();
        return reference.startsWith(SCHEMAS + "Page")
                ? document.path("components")
                        .path("schemas")
                        .path(reference.substring(SCHEMAS.length()))
                        .path("properties")
                        .path("items")
                : data;
    }
}
