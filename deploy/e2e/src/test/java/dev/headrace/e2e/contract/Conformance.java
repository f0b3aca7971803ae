package dev.headrace.e2e.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.headrace.e2e.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds answers against the document: the status and the error's code have to be documented, and the body has to be of its schema and to have no field
 * that is not. Of each operation and status only the first answers are looked at, since loads are tens of thousands.
 */
public final class Conformance {
    private static final int LOOKED_AT = 25;

    private final Contract contract;
    private final ObjectNode components;
    private final ConcurrentHashMap<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    public Conformance(JsonNode document) {
        JsonNode closed = closed(document.deepCopy());
        this.contract = new Contract(closed);
        this.components = (ObjectNode) closed.path("components");
    }

    public Contract contract() {
        return contract;
    }

    /** What is not as documented; empty for what has been looked at often enough, and for what is not in the document at all. */
    public List<String> wrong(String method, String path, int status, JsonNode body) {
        return contract.find(method, path)
                .map(operation -> wrong(operation, status, body))
                .orElse(List.of());
    }

    /** What is not as documented; empty for what has been looked at often enough. */
    public List<String> wrong(Operation operation, int status, JsonNode body) {
        String key = operation.name() + " " + status;
        String error = status < 400 ? "" : code(body);
        if (seen.computeIfAbsent(key + error, fresh -> new AtomicInteger()).incrementAndGet() > LOOKED_AT) {
            return List.of();
        }
        JsonNode responses = operation.described().path("responses");
        if (!error.isEmpty() && !names(operation, error)) {
            return List.of(operation.name() + " answers " + error + ", which is not among its x-headrace-errors");
        }
        JsonNode documented = responses.path(Integer.toString(status));
        if (documented.isMissingNode()) {
            return status >= 400 && responses.has("default")
                    ? wrong(key, responses.path("default"), body)
                    : List.of(key + " is not documented");
        }
        return wrong(key, documented, body);
    }

    /** The error's code, in the envelope or as a problem; empty if there is none. */
    private static String code(JsonNode body) {
        return body.at("/error/code").asText(body.path("code").asText());
    }

    /** Whether an operation names this error; one that names none at all is no part of the API. */
    private static boolean names(Operation operation, String error) {
        JsonNode errors = operation.described().path("x-headrace-errors");
        return errors.isMissingNode()
                || errors.valueStream().anyMatch(code -> code.asText().equals(error));
    }

    private List<String> wrong(String key, JsonNode documented, JsonNode body) {
        JsonNode schema = contract.resolved(documented)
                .path("content")
                .path("application/json")
                .path("schema");
        return schema.isMissingNode() ? List.of() : validate(key, schema, body);
    }

    /** What of a value is not as a schema of the document says. */
    public List<String> validate(String key, JsonNode schema, JsonNode value) {
        JsonSchema compiled = schemas.computeIfAbsent(key, fresh -> compile(schema));
        List<String> wrong = new ArrayList<>();
        compiled.validate(value).forEach(message -> wrong.add(key + ": " + message.getMessage()));
        return wrong;
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = components.objectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", components);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    }

    /** Objects that name their fields have no others. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("properties").isObject()
                    && !object.has("additionalProperties")
                    && !object.has("allOf")
                    && !object.path("properties").has("properties")) {
                object.put("additionalProperties", false);
            }
            object.properties().forEach(field -> {
                if (!field.getKey().startsWith("example")) {
                    closed(field.getValue());
                }
            });
        } else if (node.isArray()) {
            node.forEach(Conformance::closed);
        }
        return node;
    }
}
