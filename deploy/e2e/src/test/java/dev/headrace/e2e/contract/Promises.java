package dev.headrace.e2e.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.e2e.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an OpenAPI document promises to callers, one line for each promise, so that two documents can be compared whatever their
 * schemas are called. Texts and examples are no promises.
 *
 * @param lines what is promised, and of which kind or type it is
 */
record Promises(Map<String, String> lines) {
    private static final int DEEPEST = 12;
    /** A promise whose breach is that it appears: the caller has to do more. */
    private static final String REQUIRED = " has to be there";

    private static final String NEEDS = " needs ";

    static Promises of(JsonNode document) {
        return new Reader(new Contract(document)).read();
    }

    /** What callers who relied on these cannot rely on any more. */
    List<String> brokenBy(Promises now) {
        List<String> broken = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        lines.forEach((promise, kind) -> {
            String present = now.lines.get(promise);
            if (present == null && !isDemand(promise)) {
                // What is below something that is gone need not be told.
                if (gone.stream().noneMatch(promise::startsWith)) {
                    broken.add(promise + " is gone");
                }
                gone.add(promise + ".");
                gone.add(promise + "[");
                gone.add(promise + " ");
            } else if (present != null && !present.equals(kind)) {
                broken.add(promise + " was " + kind + " and is " + present);
            }
        });
        now.lines.forEach((promise, kind) -> {
            if (isDemand(promise) && !lines.containsKey(promise) && isOld(promise)) {
                broken.add(promise + ", which is new");
            }
        });
        return broken;
    }

    /** What is promised now and was not before, but breaks nothing. */
    List<String> addedBy(Promises now) {
        return now.lines.keySet().stream()
                .filter(promise -> !lines.containsKey(promise))
                .toList();
    }

    private static boolean isDemand(String promise) {
        return promise.endsWith(REQUIRED) || promise.contains(NEEDS);
    }

    /** Whether the operation was there before: a new one may demand what it likes. */
    private boolean isOld(String promise) {
        int end = promise.indexOf(':');
        return lines.containsKey(promise.substring(0, end));
    }

    private static final class Reader {
        private final Contract contract;
        private final Map<String, String> lines = new TreeMap<>();

        Reader(Contract contract) {
            this.contract = contract;
        }

        Promises read() {
            contract.operations().forEach(this::operation);
            return new Promises(lines);
        }

        private void operation(Operation operation) {
            String name = operation.name();
            lines.put(name, "operation");
            operation
                    .described()
                    .path("x-headrace-roles")
                    .forEach(role -> lines.put(name + ": is open to the role " + role.asText(), "role"));
            String scope = operation.described().path("x-headrace-scope").asText("");
            if (!scope.isEmpty()) {
                lines.put(name + ":" + NEEDS + "the scope " + scope, "scope");
            }
            for (JsonNode parameter : operation.described().path("parameters")) {
                String what = name + ": parameter " + parameter.path("in").asText() + " "
                        + parameter.path("name").asText();
                schema(what, parameter.path("schema"), true, 0, Set.of());
                if (parameter.path("required").asBoolean()) {
                    lines.put(what + REQUIRED, "demand");
                }
            }
            body(name + ": request", operation.described().path("requestBody"), true);
            operation.described().path("responses").properties().forEach(response -> {
                String answer = name + ": answer " + response.getKey();
                lines.put(answer, "answer");
                // What errors look like is the same everywhere, and told once, by the success of explaining one.
                if (response.getKey().startsWith("2")) {
                    body(answer, contract.resolved(response.getValue()), false);
                }
            });
        }

        private void body(String what, JsonNode body, boolean sent) {
            body.path("content").properties().forEach(content -> {
                lines.put(what + " as " + content.getKey(), "body");
                schema(what + " as " + content.getKey(), content.getValue().path("schema"), sent, 0, Set.of());
            });
        }

        private void schema(String what, JsonNode given, boolean sent, int depth, Set<String> within) {
            String reference = given.path("$ref").asText("");
            if (depth > DEEPEST || within.contains(reference)) {
                return;
            }
            Set<String> inside = new HashSet<>(within);
            if (!reference.isEmpty()) {
                inside.add(reference);
            }
            JsonNode schema = contract.resolved(given);
            for (String several : List.of("allOf", "anyOf", "oneOf")) {
                schema.path(several).forEach(each -> {
                    if (!each.path("type").asText().equals("null")) {
                        schema(what, each, sent, depth + 1, inside);
                    }
                });
            }
            String type = type(schema);
            if (!type.isEmpty()) {
                lines.put(what, type);
            }
            schema.path("enum").forEach(value -> lines.put(what + " may be " + value.asText(), "value"));
            schema.path("properties").properties().forEach(field -> {
                schema(what + "." + field.getKey(), field.getValue(), sent, depth + 1, inside);
                lines.putIfAbsent(what + "." + field.getKey(), "any");
            });
            if (sent) {
                schema.path("required").forEach(field -> lines.put(what + "." + field.asText() + REQUIRED, "demand"));
            }
            if (schema.has("items")) {
                schema(what + "[]", schema.path("items"), sent, depth + 1, inside);
            }
            if (schema.path("additionalProperties").isObject()) {
                schema(what + ".*", schema.path("additionalProperties"), sent, depth + 1, inside);
            }
        }

        private static String type(JsonNode schema) {
            JsonNode type = schema.path("type");
            List<String> names = new ArrayList<>();
            if (type.isArray()) {
                type.forEach(each -> names.add(each.asText()));
            } else if (type.isTextual()) {
                names.add(type.asText());
            }
            names.remove("null");
            String format = schema.path("format").asText("");
            // int32 and int64 are the same JSON.
            boolean told = !format.isEmpty() && !format.startsWith("int");
            return String.join(" or ", names) + (told ? " (" + format + ")" : "");
        }
    }
}
