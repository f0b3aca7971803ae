package dev.headrace.e2e.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** Makes values that fit the schemas of an OpenAPI document. */
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 4;

    private final JsonNode document;

    Schemas(JsonNode document) {
        this.document = document;
    }

    /** The schema itself, where this one refers to another. */
    JsonNode resolved(JsonNode schema) {
        JsonNode each = schema;
        while (each.has("$ref")) {
            each = document.at(each.path("$ref").asText().substring(1));
        }
        for (String several : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (each.path(several).size() > 0) {
                return resolved(each.path(several).get(0));
            }
        }
        return each;
    }

    JsonNode sample(JsonNode schema) {
        return sample(schema, 0);
    }

    private JsonNode sample(JsonNode given, int depth) {
        JsonNode schema = resolved(given);
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(0);
        }
        if (schema.path("examples").size() > 0) {
            return schema.path("examples").get(0);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" ->
                depth > DEEPEST ? JSON.arrayNode() : JSON.arrayNode().add(sample(schema.path("items"), depth + 1));
            case "integer" -> JSON.numberNode(1);
            case "number" -> JSON.numberNode(1.5);
            case "boolean" -> JSON.booleanNode(true);
            default -> text(schema);
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        if (depth <= DEEPEST) {
            schema.path("properties")
                    .properties()
                    .forEach(p -> object.set(p.getKey(), sample(p.getValue(), depth + 1)));
        }
        return object;
    }

    private static JsonNode text(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "uuid" -> JSON.textNode(UUID.randomUUID().toString());
            case "date-time" -> JSON.textNode("2026-12-01T00:00:00.000Z");
            default -> JSON.textNode("abc");
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(0).asText() : type.asText();
    }
}
