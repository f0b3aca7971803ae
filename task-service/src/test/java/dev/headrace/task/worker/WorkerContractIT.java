package dev.headrace.task.worker;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.task.fixture.OnEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The worker protocol as OpenAPI. It changes only together with its golden file. */
@OnEngines
class WorkerContractIT {
    private static final Path GOLDEN = Path.of("..", "docs", "contracts", "workers.openapi.json");

    private final ObjectMapper json = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Test
    void theDocumentIsTheGoldenFile() throws IOException {
        // When
        JsonNode document = json.readTree(given().get("/q/openapi?format=JSON")
                .then()
                .statusCode(200)
                .extract()
                .asString());
        String now = json.writeValueAsString(sorted(workers(document))) + "\n";

        // Then
        Path actual = Files.writeString(Path.of("target", "workers.openapi.json"), now);
        assertEquals(
                Files.exists(GOLDEN) ? Files.readString(GOLDEN) : "",
                now,
                "if this is meant, commit task-service/" + actual + " as " + GOLDEN.normalize());
    }

    /**
     * The paths of workers and leases, with each schema where it is used: the document's names of schemas depend on what
     * other paths need.
     */
    private Map<String, Object> workers(JsonNode document) {
        Map<String, Object> paths = new TreeMap<>();
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().matches("/api/v1/(workers|leases).*")) {
                paths.put(path.getKey(), resolved(path.getValue(), document));
            }
        });
        return paths;
    }

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

    /** Objects as sorted maps: the order of members means nothing. */
    private Object sorted(Object document) throws IOException {
        return json.treeToValue(json.valueToTree(document), Object.class);
    }
}
