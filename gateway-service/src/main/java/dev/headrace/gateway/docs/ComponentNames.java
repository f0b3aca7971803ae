package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * New names for the components of a document that stand in the way of others.
 *
 * @param references old reference to new one, such as {@code #/components/schemas/Error} to
 *     {@code #/components/schemas/TaskError}
 */
record ComponentNames(Map<String, String> references) {
    private static final String ROOT = "#/components/";

    static ComponentNames of(String service, JsonNode present, JsonNode added) {
        Map<String, String> references = new LinkedHashMap<>();
        boolean again = true;
        while (again) {
            again = false;
            for (Map.Entry<String, JsonNode> section : added.properties()) {
                for (Map.Entry<String, JsonNode> component : section.getValue().properties()) {
                    String reference = ROOT + section.getKey() + "/" + component.getKey();
                    JsonNode other = present.path(section.getKey()).path(component.getKey());
                    // What a component refers to may be renamed only later, so look again after each find.
                    if (!references.containsKey(reference)
                            && !other.isMissingNode()
                            && !other.equals(new ComponentNames(references).inside(component.getValue()))) {
                        references.put(reference, ROOT + section.getKey() + "/" + named(service, component.getKey()));
                        again = true;
                    }
                }
            }
        }
        return new ComponentNames(references);
    }

    private static String named(String service, String name) {
        return Character.toUpperCase(service.charAt(0)) + service.substring(1) + name;
    }

    /** The document with its components and all references to them under the new names. */
    JsonNode applyTo(JsonNode document) {
        JsonNode renamed = inside(document);
        for (Map.Entry<String, JsonNode> section : renamed.path("components").properties()) {
            if (section.getValue() instanceof ObjectNode components) {
                references.forEach((from, to) -> move(components, ROOT + section.getKey() + "/", from, to));
            }
        }
        return renamed;
    }

    private static void move(ObjectNode components, String prefix, String from, String to) {
        if (from.startsWith(prefix)) {
            JsonNode component = components.remove(from.substring(prefix.length()));
            if (component != null) {
                components.set(to.substring(prefix.length()), component);
            }
        }
    }

    /** A copy in which every text that is an old reference is the new one. */
    private JsonNode inside(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.properties().forEach(field -> copy.set(field.getKey(), inside(field.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(item -> copy.add(inside(item)));
                yield copy;
            }
            case TextNode text -> {
                String to = references.get(text.textValue());
                yield to == null ? text : TextNode.valueOf(to);
            }
            default -> node;
        };
    }
}
