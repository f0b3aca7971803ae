package dev.headrace.task.failure.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators' own rules. */
@OnEngines
@Timeout(60)
class FailureRuleIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "ann", Role.USER, Role.WORKER, Role.OPERATOR);

    private JsonPath add(Map<String, Object> body, int status) {
        return api.post("/api/v1/failures/rules", body)
                .then()
                .statusCode(status)
                .extract()
                .jsonPath();
    }

    private static Map<String, Object> rule(String id, String message, String type) {
        return Map.of("id", id, "message", message, "failure_type", type);
    }

    private JsonPath classify(String message) {
        return api.post("/api/v1/failures/classify", Map.of("error", Map.of("message", message)))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void rulesAreAddedAskedInOrderMovedAndRemoved() {
        // Given
        add(Map.of("rule", rule("ledger", "ledger \\w+ closed", "BUSINESS_LOGIC_VIOLATION")), 201);
        assertEquals("operator:ledger", classify("the Ledger L4 closed").getString("data.rule"));

        // When
        JsonPath added = add(Map.of("rule", rule("closed", "closed", "TRANSIENT_NETWORK"), "position", 1), 201);

        // Then
        assertEquals(List.of("closed", "ledger"), added.getList("data.rules.id"));
        assertEquals("ann", added.getString("data.rules[0].changed_by"));
        assertEquals("TRANSIENT_NETWORK", classify("the Ledger L4 closed").getString("data.failure_type"));

        // When
        api.call()
                .body(Map.of("ids", List.of("ledger", "closed")))
                .put("/api/v1/failures/rules/order")
                .then()
                .statusCode(200);

        // Then: neither by name nor by age
        assertEquals("operator:ledger", classify("the Ledger L4 closed").getString("data.rule"));
        assertEquals(
                List.of("ledger", "closed"), api.get("/api/v1/failures/rules").getList("data.rules.id"));

        // When
        api.call().delete("/api/v1/failures/rules/ledger").then().statusCode(204);

        // Then
        assertEquals("operator:closed", classify("the Ledger L4 closed").getString("data.rule"));
        assertEquals(List.of("closed"), api.get("/api/v1/failures/rules").getList("data.rules.id"));
        assertEquals(
                "FAILURE_RULE_NOT_FOUND",
                api.call()
                        .delete("/api/v1/failures/rules/ledger")
                        .then()
                        .statusCode(404)
                        .extract()
                        .path("error.code"));
    }

    @Test
    void aRuleCountsForTheNextFailureOfItsTenantAndForNobodyElse() {
        // Given
        add(Map.of("rule", rule("ours", "paper jam", "PERMANENT_NOT_FOUND")), 201);
        TaskApi.Worker worker = api.worker();
        String id = api.submit("print");

        // When
        worker.answer(worker.next().failed(Map.of("message", "paper jam in tray 2")));

        // Then
        assertEquals("DEAD", api.state(id));
        assertEquals("operator:ours", api.task(id).getString("data.attempts[0].failure.rule"));
        TaskApi other = TaskApi.ofNewTenant();
        assertEquals(
                "none",
                other.post("/api/v1/failures/classify", Map.of("error", Map.of("message", "paper jam in tray 2")))
                        .path("data.rule"));
    }

    @Test
    void aRuleIsTriedBeforeItIsAdded() {
        Map<String, Object> question =
                Map.of("error", Map.of("message", "paper jam"), "rule", rule("try", "jam$", "SYSTEM_CPU_OVERLOAD"));
        assertEquals(
                "operator:try", api.post("/api/v1/failures/classify", question).path("data.rule"));
        assertEquals(List.of(), api.get("/api/v1/failures/rules").getList("data.rules.id"));
    }

    @Test
    void aHostilePatternHangsNothing() {
        // Given
        add(Map.of("rule", rule("hostile", "(a+)+$", "UNKNOWN")), 201);
        TaskApi.Worker worker = api.worker();
        String id = api.submit("evil");
        var leased = worker.next();

        // When
        Instant begun = Instant.now();
        worker.answer(leased.failed(Map.of("message", "a".repeat(4_000) + "!")));

        // Then
        assertTrue(Duration.between(begun, Instant.now()).toSeconds() < 5);
        assertTrue(Set.of("RETRYING", "READY").contains(api.state(id)));
    }

    @Test
    void wrongRulesAreNamedByField() {
        JsonPath wrong = add(
                Map.of(
                        "rule",
                        Map.of(
                                "id",
                                "Bad Id",
                                "failure_type",
                                "NOPE",
                                "message",
                                "(a",
                                "confidence",
                                2,
                                "http_status",
                                1)),
                422);
        assertEquals(
                List.of("rule.id", "rule.http_status", "rule.failure_type", "rule.confidence", "rule.message"),
                wrong.getList("error.errors.field"));
        assertEquals(
                List.of("rule.message"),
                add(Map.of("rule", Map.of("id", "all", "failure_type", "UNKNOWN")), 422)
                        .getList("error.errors.field"));
        assertEquals(
                List.of("rule.message"),
                add(Map.of("rule", rule("huge", "((a{99}){99}){99}", "UNKNOWN")), 422)
                        .getList("error.errors.field"));
        add(Map.of("rule", rule("twice", "x", "UNKNOWN")), 201);
        assertEquals(
                List.of("rule.id"),
                add(Map.of("rule", rule("twice", "x", "UNKNOWN")), 422).getList("error.errors.field"));
    }

    @Test
    void onlyOperatorsChangeRules() {
        TaskApi user = TaskApi.of(tenant, "bob", Role.USER);
        user.post("/api/v1/failures/rules", Map.of("rule", rule("x", "x", "UNKNOWN")))
                .then()
                .statusCode(403);
        assertEquals(List.of(), user.get("/api/v1/failures/rules").getList("data.rules.id"));
    }
}
