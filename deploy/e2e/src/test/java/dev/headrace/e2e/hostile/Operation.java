package dev.headrace.e2e.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An operation of the OpenAPI document.
 *
 * @param body a body that fits, absent if it takes none as JSON
 */
record Operation(String method, String path, List<String> queryParameters, Optional<JsonNode> body) {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    static List<Operation> all(JsonNode document) {
        Schemas schemas = new Schemas(document);
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation ->
                                all.add(of(schemas, operation.getKey(), path.getKey(), operation.getValue()))));
        return all;
    }

    private static Operation of(Schemas schemas, String method, String path, JsonNode described) {
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : described.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText());
            }
        }
        JsonNode schema = described.at("/requestBody/content/application~1json/schema");
        Optional<JsonNode> body = schema.isMissingNode() ? Optional.empty() : Optional.of(schemas.sample(schema));
        return new Operation(method.toUpperCase(java.util.Locale.ROOT), path, query, body);
    }

    /** The path with ids that nobody has. */
    String target() {
        return path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    }

    String target(String parameter, String value) {
        return target() + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The body with one field more, or with another value in it; absent unless the body is an object. */
    Optional<String> with(String field, JsonNode value) {
        return body.filter(JsonNode::isObject)
                .map(fitting ->
                        ((ObjectNode) fitting.deepCopy()).set(field, value).toString());
    }

    List<String> fields() {
        List<String> names = new ArrayList<>();
        body.ifPresent(fitting -> fitting.fieldNames().forEachRemaining(names::add));
        return names;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
