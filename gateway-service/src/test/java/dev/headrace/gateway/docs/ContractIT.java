package dev.headrace.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway's own HTTP contract as OpenAPI. It changes only together with its golden files. */
@QuarkusTest
class ContractIT extends RunningGateway {
    private final ObjectMapper json = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @ParameterizedTest
    @CsvSource({"authentication, /api/v1/(api-keys|auth).*", "traffic, /api/v1/(usage|circuit-breakers).*"})
    void theDocumentIsTheGoldenFile(String part, String covered) throws IOException {
        // When
        JsonNode document = json(get(adminKey(), "/api/v1/openapi.json"));
        Map<String, Object> paths = new TreeMap<>();
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().matches(covered)) {
                paths.put(path.getKey(), resolved(path.getValue(), document));
            }
        });
        String now = json.writeValueAsString(json.treeToValue(json.<JsonNode>valueToTree(paths), Object.class)) + "\n";

        // Then
        String name = part + ".openapi.json";
        Path actual = Files.writeString(Path.of("target", name), now);
        Path golden = Path.of("..", "docs", "contracts", name);
        assertEquals(
                Files.exists(golden) ? Files.readString(golden) : "",
                now,
                "if this is meant, commit gateway-service/" + actual + " as " + golden.normalize());
    }

    /** With each schema where it is used: the document's names of schemas depend on what other paths need. */
    private JsonNode resolved(JsonNode node, JsonNode document) {
        String reference = node.path("$ref").asText();
        if (reference.startsWith("#/")) {
            return resolved(document.at(reference.substring(1)), document);
        }
        if (node.isObject()) {
            ObjectNode object = json.createObjectNode();
            node.properties().forEach(member -> object.set(member.getKey(), resolved(member.getValue(), document)));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = json.createArrayNode();
            node.forEach(item -> array.add(resolved(item, document)));
            return array;
        }
        return node;
    }
}
