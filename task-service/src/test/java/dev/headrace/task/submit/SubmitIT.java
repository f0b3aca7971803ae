package dev.headrace.task.submit;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@OnEngines
class SubmitIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    @Test
    void everythingThatWasSubmittedIsReadBack() {
        // Given
        Map<String, Object> task = Map.of(
                "type",
                "mail.send",
                "payload",
                Map.of("to", "ü@example.org", "n", 1.50),
                "queue",
                "mail",
                "priority",
                "high",
                "delay_ms",
                60_000,
                "timeout_ms",
                5_000,
                "max_attempts",
                7,
                "retry",
                Map.of("strategy", "linear", "base_ms", 10, "max_ms", 20, "jitter", "none"),
                "tags",
                List.of("a", "b"),
                "metadata",
                Map.of("trace", "x"));

        // When
        JsonPath read = api.task(api.submit(task));

        // Then
        assertEquals("SCHEDULED", read.getString("data.state"));
        assertEquals("HIGH", read.getString("data.priority"));
        assertEquals("mail", read.getString("data.queue"));
        assertEquals("ü@example.org", read.getString("data.payload.to"));
        assertEquals(7, read.getInt("data.max_attempts"));
        assertEquals(5_000, read.getInt("data.timeout_ms"));
        assertEquals("LINEAR", read.getString("data.retry.strategy"));
        assertEquals(List.of("a", "b"), read.getList("data.tags"));
        assertEquals("x", read.getString("data.metadata.trace"));
    }

    @Test
    void everyWrongFieldIsNamedInOneAnswer() {
        api.post(
                        "/api/v1/tasks",
                        Map.of(
                                "type",
                                "no spaces",
                                "priority",
                                "urgent",
                                "delay_ms",
                                -1,
                                "max_attempts",
                                0,
                                "retry",
                                Map.of("strategy", "never", "base_ms", 100, "max_ms", 10)))
                .then()
                .statusCode(422)
                .body("status", equalTo("error"))
                .body("error.code", equalTo("VALIDATION_FAILED"))
                .body(
                        "error.errors.field",
                        hasItems(
                                "type",
                                "payload",
                                "priority",
                                "delay_ms",
                                "max_attempts",
                                "retry.strategy",
                                "retry.max_ms"));
    }

    @Test
    void wrongFieldsAndWrongValuesAreToldAtOnce() {
        String wrong = "{\"typ\":\"x\",\"priority\":\"HIHG\",\"max_attempts\":-1,\"delay_ms\":\"soon\",\"payload\":{},"
                + "\"tags\":[null,\"\"]}";
        List<String> fields = List.of("delay_ms", "tags[0]", "typ", "type", "priority", "max_attempts", "tags[1]");

        api.post("/api/v1/tasks", wrong).then().statusCode(422).body("error.errors.field", equalTo(fields));
        api.post("/api/v1/tasks/bulk", "{\"tasks\":[" + wrong + "]}")
                .then()
                .statusCode(200)
                .body(
                        "data.results[0].error.errors.field",
                        equalTo(fields.stream()
                                .map(field -> "tasks[0]." + field)
                                .toList()));
    }

    @Test
    void unknownFieldsWrongTypesAndBrokenJsonAreNamed() {
        api.post("/api/v1/tasks", Map.of("type", "a", "payload", 1, "prio", 1))
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("prio"))
                .body("error.errors[0].message", containsString("priority"));
        api.post("/api/v1/tasks", Map.of("type", "a", "payload", 1, "delay_ms", "soon"))
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("delay_ms"));
        api.call().body("{\"type\":").post("/api/v1/tasks").then().statusCode(400);
        api.call().body("").post("/api/v1/tasks").then().statusCode(400);
        api.call().body("[]").post("/api/v1/tasks").then().statusCode(422);
        byte[] notUtf8 = {'{', '"', 't', 'y', 'p', 'e', '"', ':', '"', (byte) 0xC3, '"', '}'};
        api.call()
                .body(notUtf8)
                .post("/api/v1/tasks")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("type"));
    }

    @Test
    void aTooLargePayloadIsRefused() {
        api.post("/api/v1/tasks", Map.of("type", "a", "payload", "x".repeat(262_143)))
                .then()
                .statusCode(422)
                .body("error.errors[0].code", equalTo("TOO_LARGE"));
        api.submit(Map.of("type", "a", "payload", "x".repeat(262_142)));
    }

    @Test
    void aBulkKeepsItsGoodItems() {
        // Given
        List<@Nullable Object> tasks = Arrays.asList(
                Map.of("type", "a", "payload", 1),
                Map.of("payload", 2),
                7,
                null,
                Map.of("type", "b", "payload", 3, "delay_ms", 60_000));

        // When
        JsonPath reply = api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        // Then
        assertEquals(2, reply.getInt("data.accepted"));
        assertEquals(3, reply.getInt("data.rejected"));
        assertEquals("tasks[1].type", reply.getString("data.results[1].error.errors[0].field"));
        assertEquals("tasks[2]", reply.getString("data.results[2].error.errors[0].field"));
        assertEquals("tasks[3]", reply.getString("data.results[3].error.errors[0].field"));
        assertEquals("READY", api.state(reply.getString("data.results[0].id")));
        assertEquals("SCHEDULED", api.state(reply.getString("data.results[4].id")));
    }

    @Test
    void aBulkIsBounded() {
        List<Object> tasks = new ArrayList<>();
        IntStream.rangeClosed(0, 1_000).forEach(i -> tasks.add(Map.of("type", "a", "payload", i)));
        api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).then().statusCode(422);
        api.post("/api/v1/tasks/bulk", Map.of("tasks", List.of())).then().statusCode(422);
        api.post("/api/v1/tasks/bulk", Map.of()).then().statusCode(422);
        Map<String, Object> thousand = Map.of("tasks", tasks.subList(0, 1_000));
        assertEquals(1_000, api.post("/api/v1/tasks/bulk", thousand).jsonPath().getInt("data.accepted"));
    }

    @Test
    void oneKeyOneTaskWhateverTheConcurrency() {
        // Given
        Map<String, Object> task = Map.of("type", "a", "payload", Map.of("n", 1));

        // When
        List<CompletableFuture<String>> calls = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> api.call()
                        .header("Idempotency-Key", "\"order-1\"")
                        .body(task)
                        .post("/api/v1/tasks")
                        .then()
                        .statusCode(202)
                        .extract()
                        .<String>path("data.id")))
                .toList();
        long distinct = calls.stream().map(CompletableFuture::join).distinct().count();

        // Then
        assertEquals(1, distinct);
        assertEquals(1, api.get("/api/v1/tasks").getList("data").size());
    }

    @Test
    void aKeyWithOtherInputIsAConflictAndARepetitionSaysSo() {
        // Given
        Map<String, Object> task = Map.of("type", "a", "payload", 1, "idempotency_key", "k");
        String id = api.submit(task);

        // When / Then
        api.post("/api/v1/tasks", task)
                .then()
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body("data.id", equalTo(id));
        api.post("/api/v1/tasks", Map.of("type", "a", "payload", 2, "idempotency_key", "k"))
                .then()
                .statusCode(422)
                .body("error.code", equalTo("IDEMPOTENCY_CONFLICT"));
        assertNotEquals(id, TaskApi.ofNewTenant().submit(task));
    }

    @Test
    void withoutTheGatewaysIdentityNobodyIsAnswered() {
        RestAssured.given().get("/api/v1/tasks").then().statusCode(401);
        RestAssured.given()
                .header("X-Headrace-Identity", "a.b.c")
                .get("/api/v1/tasks")
                .then()
                .statusCode(401)
                .body("error.code", equalTo("UNAUTHENTICATED"));
        RestAssured.given().get("//api/v1/tasks").then().statusCode(404);
    }

    @Test
    void aCallerSeesItsOwnAnOperatorItsTenantsAndNobodyAnotherTenants() {
        // Given
        String tenant = "isolated";
        TaskApi ann = TaskApi.of(tenant, "ann", Role.USER);
        TaskApi bob = TaskApi.of(tenant, "bob", Role.USER);
        TaskApi operator = TaskApi.of(tenant, "op", Role.OPERATOR);
        String id = ann.submit("private");

        // When / Then
        bob.call().get("/api/v1/tasks/" + id).then().statusCode(404);
        bob.call().get("/api/v1/tasks").then().body("data", equalTo(List.of()));
        bob.post("/api/v1/tasks/" + id + "/cancel", Map.of()).then().statusCode(404);
        operator.call().get("/api/v1/tasks").then().body("data.id", contains(id));
        TaskApi.ofNewTenant().call().get("/api/v1/tasks/" + id).then().statusCode(404);
        TaskApi.of("other", "root", Role.ADMIN)
                .call()
                .get("/api/v1/tasks/" + id)
                .then()
                .statusCode(200);
        ann.post("/api/v1/workers", Map.of("name", "w")).then().statusCode(403);
        ann.call().get("/api/v1/tasks").then().body("data.id", hasItem(id));
    }

    @Test
    void aSubmitReadsNothing() {
        Plan.of(pool, SubmitStore.INSERT).readsNoTableWhole();
    }
}
