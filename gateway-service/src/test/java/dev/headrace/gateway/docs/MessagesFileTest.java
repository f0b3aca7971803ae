package dev.headrace.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The file that the gateway serves is what people write, with every schema of an event and its golden sample in it. */
class MessagesFileTest {
    private static final Path CONTRACTS = Path.of("..", "docs", "contracts");
    private static final String NAME = "asyncapi.json";
    private static final String SCHEMA = ".schema.json";

    private final ObjectMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final TreeMap<String, JsonNode> schemas = new TreeMap<>();

    @Test
    void theFileThatIsServedIsMadeOfItsParts() throws IOException {
        // When
        Object written = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(CONTRACTS.resolve("asyncapi.yaml")));
        ObjectNode document = json.valueToTree(written);
        document.at("/components/messages").forEach(message -> show((ObjectNode) message));
        gather(document);
        ObjectNode present = (ObjectNode) document.at("/components/schemas");
        schemas.forEach((name, schema) -> {
            assertFalse(present.has(name), name + " is there twice");
            present.set(name, schema);
        });

        // Then
        String now = json.writeValueAsString(document) + "\n";
        Path actual = Files.writeString(Path.of("target", NAME), now);
        Path golden = CONTRACTS.resolve(NAME);
        assertEquals(
                Files.exists(golden) ? json.readTree(golden.toFile()) : json.createObjectNode(),
                json.readTree(now),
                "if this is meant, commit gateway-service/" + actual + " as " + golden.normalize());
    }

    /** An event's example is its golden sample. */
    private void show(ObjectNode message) {
        String reference = message.at("/payload/$ref").asText();
        if (reference.endsWith(SCHEMA)) {
            JsonNode sample =
                    read(reference.substring(reference.indexOf('/') + 1).replace(SCHEMA, ".sample.json"));
            message.putArray("examples").addObject().set("payload", sample);
        }
    }

    /** Has every reference to a file lead to where its schema is now. */
    private void gather(JsonNode node) {
        String reference = node.path("$ref").asText("");
        if (reference.endsWith(SCHEMA)) {
            String file = reference.substring(reference.indexOf('/') + 1);
            String name = file.substring(0, file.length() - SCHEMA.length());
            ((ObjectNode) node).put("$ref", "#/components/schemas/" + name);
            if (!schemas.containsKey(name)) {
                ObjectNode schema = (ObjectNode) read(file);
                schema.remove("$schema");
                schemas.put(name, schema);
                gather(schema);
            }
        }
        node.forEach(this::gather);
    }

    private JsonNode read(String file) {
        try {
            return json.readTree(CONTRACTS.resolve("events").resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
