package dev.headrace.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.contract.Contract.Operation;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Api.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The OpenAPI document of the whole suite: it breaks no promise, and what it says and shows is so. */
@Timeout(120)
class DocumentIT {
    private static final String NAME = "headrace.openapi.json";
    private static final Path GOLDEN = Path.of("..", "..", "docs", "contracts", NAME);
    private static final Path MESSAGES = GOLDEN.resolveSibling("asyncapi.json");

    /** Others need what these make. */
    private static final List<String> FIRST = List.of(
            "POST /api/v1/cache/namespaces",
            "POST /api/v1/tasks",
            "POST /api/v1/workers",
            "POST /api/v1/leases",
            "POST /api/v1/workers/{id}/heartbeat",
            "POST /api/v1/leases/outcomes",
            "PUT /api/v1/failures/rules",
            "PUT /api/v1/failures/rules/order");

    private static final String LAST = "DELETE /api/v1/cache/namespaces/{name}";
    private static final List<String> METHODS = List.of("PUT", "POST", "PATCH", "GET", "DELETE");
    private static final int SHOWN = 60;
    private static final String HOOK = "http://127.0.0.1:1999";

    private final ObjectMapper json = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private final SharedSuite suite = SharedSuite.get();
    private final Conformance conformance = suite.conformance();

    @Test
    void itBreaksNoPromiseOfTheGoldenFile() throws IOException {
        // Given
        JsonNode now = suite.admin().get("/api/v1/openapi.json").expect(200).body();
        String text = json.writeValueAsString(json.treeToValue(now, Object.class)) + "\n";
        Path actual = Files.writeString(Path.of("target", NAME), text);

        // When
        JsonNode before = Files.exists(GOLDEN) ? json.readTree(GOLDEN.toFile()) : json.createObjectNode();
        Promises promised = Promises.of(before);
        Promises kept = Promises.of(now);

        // Then
        assertEquals("", lines(promised.brokenBy(kept)), "callers of " + GOLDEN.normalize() + " would break");
        assertEquals(
                "",
                lines(promised.addedBy(kept)),
                "nothing breaks, but the golden file does not have it: commit deploy/e2e/" + actual + " as "
                        + GOLDEN.normalize());
    }

    @Test
    void everyOperationSaysWhatItTakesAndWhoMay() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : conformance.contract().operations()) {
            JsonNode described = operation.described();
            boolean open = described.path("security").isArray()
                    && described.path("security").isEmpty();
            if (operation.path().startsWith("/api/") || operation.isWebSocket()) {
                note(wrong, described.path("summary").asText().isEmpty(), operation, "has no summary");
                boolean success = operation.success() != 0 || operation.isWebSocket();
                note(wrong, !success, operation, "has no status of success");
                note(wrong, !open && !described.has("x-headrace-roles"), operation, "does not say who may");
                note(wrong, !described.has("x-headrace-errors"), operation, "does not say its errors");
                boolean shown = !operation.requestExample().isMissingNode();
                note(wrong, !operation.requestSchema().isMissingNode() && !shown, operation, "has no example");
            }
        }
        assertEquals("", lines(wrong));
    }

    @Test
    void everyExampleIsAnsweredAsDocumented() throws IOException {
        // Given
        Contract contract = conformance.contract();
        String tenant = "examples-" + System.nanoTime();
        Walk walk = new Walk(
                contract,
                suite.tenant(tenant, "unlimited").unwatched(),
                suite.admin().unwatched(),
                HOOK);
        List<String> wrong = new ArrayList<>();
        ObjectNode seen = json.createObjectNode();
        Conformance fresh = new Conformance(contract.document());

        // When
        for (Operation operation : inOrder(contract.operations())) {
            Reply reply;
            try {
                reply = walk.take(operation);
            } catch (AssertionError e) {
                wrong.add(operation + " was not prepared: " + e.getMessage());
                continue;
            }
            wrong.addAll(fresh.wrong(operation, reply.status(), reply.body()));
            if (reply.status() >= 300) {
                wrong.add(operation + " refuses its example: " + reply.status() + " " + reply.body());
            }
            if (!operation.requestExample().isMissingNode()) {
                wrong.addAll(conformance.validate(
                        operation + " example", operation.requestSchema(), operation.requestExample()));
            }
            note(seen, operation, reply, walk);
        }
        Files.writeString(Path.of("target", "examples.json"), json.writeValueAsString(seen) + "\n");

        // Then
        assertEquals("", lines(wrong));
    }

    @Test
    void everyMessageThatIsShownIsOfItsSchema() throws IOException {
        // When
        JsonNode messages =
                suite.admin().get("/api/v1/asyncapi.json").expect(200).body();

        // Then
        assertEquals(json.readTree(MESSAGES.toFile()), messages, "it is not that of docs/contracts");
        Conformance shapes = new Conformance(messages);
        List<String> wrong = new ArrayList<>();
        messages.at("/components/messages").properties().forEach(message -> {
            JsonNode shown = message.getValue().path("examples");
            note(wrong, shown.isEmpty(), message.getKey(), "has no example");
            shown.forEach(example -> wrong.addAll(
                    shapes.validate(message.getKey(), message.getValue().path("payload"), example.path("payload"))));
        });
        assertEquals("", lines(wrong));
    }

    @Test
    void everyWebSocketIsInBothDocuments() throws IOException {
        Set<String> channels = new TreeSet<>();
        json.readTree(MESSAGES.toFile()).path("channels").forEach(channel -> {
            if (channel.path("bindings").has("ws")) {
                channels.add("GET " + channel.path("address").asText());
            }
        });
        Set<String> operations = new TreeSet<>();
        for (Operation operation : conformance.contract().operations()) {
            if (operation.isWebSocket()) {
                operations.add(operation.name());
            }
        }
        assertEquals(channels, operations);
    }

    @Test
    void answersThatAreShownAreOfTheirSchemas() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : conformance.contract().operations()) {
            JsonNode answer = operation
                    .described()
                    .path("responses")
                    .path(String.valueOf(operation.success()))
                    .at("/content/application~1json");
            JsonNode example = answer.at("/examples/example/value");
            if (!example.isMissingNode()) {
                wrong.addAll(conformance.validate(operation + " shown answer", answer.path("schema"), example));
            }
        }
        assertEquals("", lines(wrong));
    }

    @Test
    void everyErrorLeadsToItsPage() throws IOException {
        // Given
        Api nobody = new Api(suite.parts().gatewayUrl(), "");
        JsonNode listed = nobody.get("/api/v1/docs/errors").expect(200).data().path("errors");
        assertTrue(listed.size() > 30, listed.toString());
        List<String> wrong = new ArrayList<>();

        // When
        for (JsonNode each : listed) {
            Reply page = nobody.get(each.path("type").asText());
            boolean right = page.status() == 200
                    && page.data().path("code").equals(each.path("code"))
                    && page.data().path("status").equals(each.path("status"));
            note(wrong, !right, each.path("code").asText(), "has no page at " + each.path("type"));
        }

        // Then
        assertEquals("", lines(wrong));
        Reply mistyped = nobody.get("/api/v1/docs/errors/TASK_NOT_FUOND");
        assertEquals(404, mistyped.status());
        assertTrue(mistyped.body().at("/error/detail").asText().contains("did you mean TASK_NOT_FOUND?"));
    }

    private static List<Operation> inOrder(List<Operation> operations) {
        return operations.stream()
                .filter(each -> each.path().startsWith("/api/") && !each.isWebSocket())
                .sorted(Comparator.comparingInt((Operation each) -> rank(each.name(), each.method()))
                        .thenComparing(each -> each.path().length(), Comparator.reverseOrder())
                        .thenComparing(Operation::path))
                .toList();
    }

    private static int rank(String name, String method) {
        int first = FIRST.indexOf(name);
        if (LAST.equals(name)) {
            return Integer.MAX_VALUE;
        }
        return first >= 0 ? first : FIRST.size() + METHODS.indexOf(method);
    }

    /** As the file of examples has it: what comes back takes the place of what is there when it is committed. */
    private void note(ObjectNode seen, Operation operation, Reply reply, Walk walk) throws IOException {
        ObjectNode example = seen.putObject(operation.name());
        ObjectNode parameters = json.createObjectNode();
        for (JsonNode parameter : operation.described().path("parameters")) {
            if (parameter.has("example")) {
                parameters.set(parameter.path("name").asText(), parameter.path("example"));
            }
        }
        if (!parameters.isEmpty()) {
            example.set("parameters", parameters);
        }
        if (!operation.requestExample().isMissingNode()) {
            example.set("request", operation.requestExample());
        }
        example.put("status", reply.status());
        if (reply.body().has("meta")) {
            example.set("response", shortened(walk.shown(reply.body())));
        }
    }

    /** Of each list the first three. */
    private static JsonNode shortened(JsonNode node) {
        if (node instanceof ArrayNode array) {
            while (array.size() > 3) {
                array.remove(array.size() - 1);
            }
            array.forEach(DocumentIT::shortened);
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                shortened(field.getValue());
            }
        }
        return node;
    }

    private static void note(List<String> wrong, boolean is, Object what, String why) {
        if (is) {
            wrong.add(what + " " + why);
        }
    }

    private static String lines(List<String> wrong) {
        String first = String.join("\n", wrong.stream().limit(SHOWN).toList());
        return wrong.size() > SHOWN ? first + "\nand " + (wrong.size() - SHOWN) + " more" : first;
    }
}
