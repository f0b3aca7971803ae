package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes one OpenAPI document of several.
 *
 * <p>A component that two documents define alike is kept once; of one that they define differently the later one gets
 * its service's name in front, and so does every component that refers to it.
 */
final class OpenApiMerge {
    private final ObjectNode merged;
    private final Set<String> operationIds = new HashSet<>();

    /** @param first the document that gives title, version and everything else that is said once */
    OpenApiMerge(ObjectNode first) {
        this.merged = first.deepCopy();
        operations(
                merged.path("paths"),
                operation -> operationIds.add(operation.path("operationId").asText()));
    }

    /**
     * Adds what a service documents.
     *
     * @param isReachable whether a path leads to this service; others are left out
     */
    OpenApiMerge add(String service, JsonNode document, Predicate<String> isReachable) {
        ComponentNames names = ComponentNames.of(service, merged.path("components"), document.path("components"));
        JsonNode renamed = names.applyTo(document);
        addComponents(renamed.path("components"));
        ObjectNode paths = merged.withObject("paths");
        for (Map.Entry<String, JsonNode> path : renamed.path("paths").properties()) {
            if (isReachable.test(path.getKey()) && !paths.has(path.getKey())) {
                operations(path.getValue(), operation -> uniqueId(service, operation));
                paths.set(path.getKey(), path.getValue());
            }
        }
        addTags(renamed.path("tags"));
        return this;
    }

    /** The document so far. */
    ObjectNode document() {
        return merged;
    }

    private void addComponents(JsonNode components) {
        for (Map.Entry<String, JsonNode> section : components.properties()) {
            if (!section.getKey().equals("securitySchemes")) {
                ObjectNode target = merged.withObject("components").withObject(section.getKey());
                section.getValue().properties().forEach(named -> target.set(named.getKey(), named.getValue()));
            }
        }
    }

    private void addTags(JsonNode tags) {
        if (tags.isEmpty()) {
            return;
        }
        ArrayNode target = merged.withArray("tags");
        Set<String> known = new HashSet<>();
        target.forEach(tag -> known.add(tag.path("name").asText()));
        for (JsonNode tag : tags) {
            if (known.add(tag.path("name").asText())) {
                target.add(tag);
            }
        }
    }

    private void uniqueId(String service, ObjectNode operation) {
        operation.remove("security");
        String id = operation.path("operationId").asText("");
        if (!id.isEmpty() && !operationIds.add(id)) {
            operation.put("operationId", service + Character.toUpperCase(id.charAt(0)) + id.substring(1));
        }
    }

    /** Visits every operation below a node. */
    static void operations(@Nullable JsonNode node, java.util.function.Consumer<ObjectNode> visit) {
        if (node instanceof ObjectNode object) {
            if (object.has("responses")) {
                visit.accept(object);
            } else {
                object.properties().forEach(field -> operations(field.getValue(), visit));
            }
        }
    }
}
