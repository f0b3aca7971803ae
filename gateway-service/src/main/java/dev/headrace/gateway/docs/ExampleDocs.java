package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.JsonBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Puts an example into each operation: what is sent, and what came back when it was. The end-to-end tests send each of them to the
 * running suite and write the answers down, so none is made up.
 */
final class ExampleDocs {
    private static final String FILE = "/examples.json";
    private static final String JSON = "application/json";

    private final JsonNode examples;

    private ExampleDocs(JsonNode examples) {
        this.examples = examples;
    }

    static ExampleDocs read() {
        try (InputStream in = ExampleDocs.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the archive");
            }
            return new ExampleDocs(JsonBytes.tree(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void applyTo(ObjectNode document) {
        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            String[] name = example.getKey().split(" ", 2);
            JsonNode operation = document.path("paths").path(name[1]).path(name[0].toLowerCase(java.util.Locale.ROOT));
            if (operation instanceof ObjectNode described) {
                describe(described, example.getValue());
            }
        }
    }

    private static void describe(ObjectNode operation, JsonNode example) {
        for (JsonNode parameter : operation.path("parameters")) {
            JsonNode value =
                    example.path("parameters").path(parameter.path("name").asText());
            if (parameter instanceof ObjectNode described && !value.isMissingNode()) {
                described.set("example", value);
            }
        }
        if (operation.path("requestBody").path("content").path(JSON) instanceof ObjectNode body
                && example.has("request")) {
            body.withObject("examples").withObject("example").set("value", example.get("request"));
        }
        JsonNode answer =
                operation.path("responses").path(example.path("status").asText("-"));
        if (answer.path("content").path(JSON) instanceof ObjectNode body && example.has("response")) {
            body.withObject("examples").withObject("example").set("value", example.get("response"));
        }
    }
}
