package dev.headrace.e2e.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An OpenAPI document and its operations. */
public final class Contract {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final List<Operation> operations;

    /**
     * One operation.
     *
     * @param path with its parameters in braces
     * @param described what the document says of it
     */
    public record Operation(String method, String path, JsonNode described, Pattern matches) {
        public String name() {
            return method + " " + path;
        }

        /** Whether it becomes a WebSocket, and so has no body. */
        public boolean isWebSocket() {
            return described.path("responses").has("101");
        }

        /** The lowest status of success; 0 if none is documented. */
        public int success() {
            return described.path("responses").properties().stream()
                    .map(response -> response.getKey())
                    .filter(status -> status.startsWith("2"))
                    .mapToInt(Integer::parseInt)
                    .min()
                    .orElse(0);
        }

        /** The schema of the body as JSON; missing if it takes none. */
        public JsonNode requestSchema() {
            return described.at("/requestBody/content/application~1json/schema");
        }

        public JsonNode requestExample() {
            return described.at("/requestBody/content/application~1json/examples/example/value");
        }

        public JsonNode parameterExample(String name) {
            for (JsonNode parameter : described.path("parameters")) {
                if (parameter.path("name").asText().equals(name)) {
                    return parameter.path("example");
                }
            }
            return described.path("none");
        }

        @Override
        public String toString() {
            return name();
        }
    }

    public Contract(JsonNode document) {
        this.document = document;
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(each -> METHODS.contains(each.getKey()))
                        .forEach(each -> all.add(new Operation(
                                each.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                each.getValue(),
                                pattern(path.getKey())))));
        // The path with the fewest parameters is meant: /tasks/actions is no task.
        all.sort(Comparator.comparingLong(
                (Operation each) -> each.path().chars().filter(c -> c == '{').count()));
        this.operations = List.copyOf(all);
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+").replace(".", "\\.") + "/?");
    }

    public JsonNode document() {
        return document;
    }

    public List<Operation> operations() {
        return operations;
    }

    /** The operation that answers; empty for a path or a method that is not documented. */
    public Optional<Operation> find(String method, String path) {
        return operations.stream()
                .filter(each -> each.matches().matcher(path).matches())
                .findFirst()
                .flatMap(any -> operations.stream()
                        .filter(each ->
                                each.path().equals(any.path()) && each.method().equals(method))
                        .findFirst());
    }

    /** What a reference refers to; anything else is returned as it is. */
    public JsonNode resolved(JsonNode node) {
        JsonNode each = node;
        while (each.has("$ref")) {
            each = document.at(each.path("$ref").asText().substring(1));
        }
        return each;
    }
}
