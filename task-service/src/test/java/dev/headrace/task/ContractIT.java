package dev.headrace.task;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service's HTTP contracts as OpenAPI. Each changes only together with its golden file. */
@OnEngines
class ContractIT {
    private static final Path CONTRACTS = Path.of("..", "docs", "contracts");

    private final ObjectMapper json = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @ParameterizedTest
    @CsvSource({
        "tasks.openapi.json, /api/v1/tasks.*",
        "batches.openapi.json, /api/v1/batches.*",
        "workers.openapi.json, /api/v1/(workers|leases).*",
        "queues.openapi.json, /api/v1/(queues|limits|routes).*",
        "failures.openapi.json, /api/v1/(failures|retry-policies).*",
        "breakers.openapi.json, /api/v1/(breakers|escalations).*",
        "dead-letters.openapi.json, /api/v1/dead-letters.*",
        "idempotency.openapi.json, /api/v1/idempotency.*"
    })
    void theDocumentIsTheGoldenFile(String name, String paths) throws IOException {
        // When
        JsonNode document = json.readTree(given().get("/q/openapi?format=JSON")
                .then()
                .statusCode(200)
                .extract()
                .asString());
        String now = json.writeValueAsString(sorted(contract(document, paths))) + "\n";

        // Then
        Path actual = Files.writeString(Path.of("target", name), now);
        Path golden = CONTRACTS.resolve(name);
        assertEquals(
                Files.exists(golden) ? Files.readString(golden) : "",
                now,
                "if this is meant, commit task-service/" + actual + " as " + golden.normalize());
    }

    /**
     * The paths of one contract, with each schema where it is used: the document's names of schemas depend on what
     * other paths need.
     */
    private Map<String, Object> contract(JsonNode document, String wanted) {
        Map<String, Object> paths = new TreeMap<>();
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().matches(wanted)) {
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
