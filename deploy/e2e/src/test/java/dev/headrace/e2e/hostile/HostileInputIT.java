package dev.headrace.e2e.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Api.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the suite's own OpenAPI document, with values in each of its fields and parameters that no honest
 * caller sends: whatever comes, the answer is an error of the catalogue that names the field, and no fault of the server.
 */
class HostileInputIT {
    /** Lease calls wait on purpose. */
    private static final Set<String> LEFT_OUT = Set.of("POST /api/v1/leases");

    private static final List<String> TEXTS = List.of(
            "", "x", "-1", "99999999999999999999", "\u0000", "é".repeat(300), "2026-01-01", "[]", "%", "a,b", "NaN");

    private static final List<JsonNode> VALUES = values("""
            [null, "", -1, 1e40, 1.5, 99999999999999999999999, "\\u0000a", "\\ud83d", [], {}, [null], [[[]]], true,
             "9999-99-99", "+999999999-01-01T00:00:00Z", "NaN", {"a": {"b": {}}}, "'; drop table task; --", "../.."]
            """);

    private static final List<String> BODIES =
            List.of("", "{", "null", "[]", "1", "\"x\"", "{} {}", "[".repeat(3_000), "{\"a\":".repeat(3_000));

    private static @Nullable Api api;
    private static @Nullable JsonNode document;

    @BeforeAll
    static void begin() throws IOException {
        SharedSuite suite = SharedSuite.get();
        // A tenant of its own: what is accepted changes nothing for others. Thousands of calls in a row would be too
        // many
        // for a tier with bursts.
        api = suite.tenant("hostile", "unlimited");
        document = suite.admin().get("/api/v1/openapi.json").body();
    }

    static Stream<Operation> operations() {
        return Operation.all(document()).stream().filter(each -> !LEFT_OUT.contains(each.toString()));
    }

    @Test
    void theDocumentHasTheOperations() {
        assertTrue(operations().count() > 50, () -> "only " + operations().toList());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noInputIsAFaultOfTheServer(Operation operation) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String parameter : operation.queryParameters()) {
            for (String text : TEXTS) {
                String fitting = operation.body().map(JsonNode::toString).orElse("");
                judge(wrong, parameter + "=" + shown(text), ask(operation, operation.target(parameter, text), fitting));
            }
        }
        for (String field : operation.fields()) {
            for (JsonNode value : VALUES) {
                String body = operation.with(field, value).orElse("");
                judge(wrong, field + ": " + value, ask(operation, operation.target(), body));
            }
        }
        if (operation.body().isPresent()) {
            for (String body : BODIES) {
                judge(wrong, shown(body), ask(operation, operation.target(), body));
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatAnOperationDoesNotHaveIsNamed(Operation operation) throws IOException {
        if (operation.path().startsWith("/api/")) {
            Reply parameter = ask(operation, operation.target("nonsense", "1"), "{}");
            assertTrue(mayNot(parameter) || names(parameter, "nonsense"), () -> "not named: " + parameter);
        }
        for (String body : operation.with("nonsense", VALUES.getLast()).stream().toList()) {
            Reply field = ask(operation, operation.target(), body);
            assertTrue(field.status() >= 400 && field.status() < 500, () -> "accepted: " + field);
        }
    }

    /** Refused before anybody looked at the query: another role, or another protocol. */
    private static boolean mayNot(Reply reply) {
        return reply.status() == 403 || reply.status() == 426;
    }

    private static boolean names(Reply reply, String field) {
        return reply.body().at("/error/errors").findValuesAsText("field").contains(field);
    }

    private static void judge(List<String> wrong, String what, Reply reply) {
        JsonNode error = reply.body().path("error");
        boolean told = reply.status() < 400 || !error.path("code").asText().isEmpty();
        boolean named = !error.path("code").asText().equals("VALIDATION_FAILED")
                || error.path("errors").size() > 0;
        if (reply.status() >= 500 || !told || !named) {
            wrong.add(what + " → " + reply.status() + " " + shown(reply.body().toString()));
        }
    }

    private static Reply ask(Operation operation, String target, String body) throws IOException {
        Api caller = api;
        if (caller == null) {
            throw new IllegalStateException("not begun");
        }
        return caller.send(operation.method(), target, body);
    }

    private static JsonNode document() {
        JsonNode known = document;
        if (known == null) {
            throw new IllegalStateException("not begun");
        }
        return known;
    }

    private static String shown(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static List<JsonNode> values(String json) {
        try {
            List<JsonNode> values = new ArrayList<>();
            new ObjectMapper().readTree(json).forEach(values::add);
            return values;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
