package dev.headrace.task.batch;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.Batch;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is taken as a batch, from whom, and how often. */
@OnEngines
@Timeout(120)
class BatchSubmitIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Test
    void allOrNoneAndEveryWrongFieldIsNamed() {
        List<Map<String, Object>> items = List.of(
                Map.of("payload", 1),
                Map.of("payloda", 2),
                Map.of("payload", "x".repeat(300_000)),
                Map.of("payload", 3, "tags", List.of("")));
        api.post(Batch.PATH, Map.of("type", "a b", "items", items, "max_attempts", 0, "nmae", "x"))
                .then()
                .statusCode(422)
                .body(
                        "error.errors.field",
                        hasItems(
                                "type",
                                "max_attempts",
                                "nmae",
                                "items[1].payloda",
                                "items[2].payload",
                                "items[3].tags[0]"));
        api.post(Batch.PATH, Map.of("type", "a", "items", List.of()))
                .then()
                .statusCode(422)
                .body("error.errors.field", hasItems("items"));
        api.post(Batch.PATH, Map.of("type", "a")).then().statusCode(422).body("error.errors.field", hasItems("items"));
        assertEquals(List.of(), api.get(Batch.PATH).getList("data"));
        assertEquals(List.of(), api.get("/api/v1/tasks").getList("data"));
    }

    @Test
    void aTypeMayHaveABoundOfItsOwn() {
        api.post(Batch.PATH, Batch.of("reading.generate", 51))
                .then()
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("items")))
                .body("error.errors[0].code", equalTo("TOO_MANY"));
        Batch.submit(api, Batch.of("reading.generate", 50));
        Batch.submit(api, Batch.of("chart.calculate", 100));
        api.post(Batch.PATH, Batch.of("chart.calculate", 101)).then().statusCode(422);
        assertEquals(1_000, Batch.submit(api, Batch.of("other", 1_000)).view().getInt("data.size"));
        api.post(Batch.PATH, Batch.of("other", 1_001)).then().statusCode(422);
    }

    @Test
    void aKeyIsAcceptedOnceAlsoAtOnce() {
        // Given
        Map<String, Object> body =
                Map.of("type", "sum", "items", Batch.items(5), "idempotency_key", "november", "priority", "high");

        // When
        List<CompletableFuture<String>> calls = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> api.post(Batch.PATH, body)
                        .then()
                        .statusCode(202)
                        .extract()
                        .<String>path("data.id")))
                .toList();

        // Then
        assertEquals(1, calls.stream().map(CompletableFuture::join).distinct().count());
        assertEquals(5, api.get("/api/v1/tasks").getList("data").size());
        String replayed = api.call()
                .header("Idempotency-Key", "november")
                .body(Map.of("type", "sum", "items", Batch.items(5), "priority", "HIGH", "name", "another"))
                .post(Batch.PATH)
                .then()
                .statusCode(202)
                .extract()
                .header("Idempotency-Replayed");
        assertEquals("true", replayed);
        api.call()
                .header("Idempotency-Key", "december")
                .body(body)
                .post(Batch.PATH)
                .then()
                .statusCode(422)
                .body("error.errors.field", hasItems("Idempotency-Key", "idempotency_key"));
        api.post(Batch.PATH, Map.of("type", "sum", "items", Batch.items(4), "idempotency_key", "november"))
                .then()
                .statusCode(422)
                .body("error.code", equalTo("IDEMPOTENCY_CONFLICT"))
                .body("error.detail", containsString("items"));
    }

    @Test
    void nobodyElseSeesIt() {
        // Given
        Batch batch = Batch.submit(api, Batch.of("sum", 2));
        TaskApi other = TaskApi.ofNewTenant();
        String path = Batch.PATH + "/" + batch.id();

        // Then
        other.call().get(path).then().statusCode(404).body("error.code", equalTo("NOT_FOUND"));
        other.call().get(path + "/items").then().statusCode(404);
        other.post(path + "/cancel", Map.of()).then().statusCode(404);
        other.post(path + "/retry", Map.of()).then().statusCode(404);
        other.call().get(Batch.PATH).then().body("data", hasSize(0));
        api.call().get(Batch.PATH + "/nonsense").then().statusCode(404);
        assertEquals(List.of(batch.id()), api.get(Batch.PATH).getList("data.id"));
    }

    @Test
    void withinATenantOnlyItsOwnerAndOperatorsSeeIt() {
        // Given
        String tenant = "t-" + UUID.randomUUID();
        Batch batch = Batch.submit(TaskApi.of(tenant, "ann", Role.USER), Batch.of("sum", 2));
        TaskApi colleague = TaskApi.of(tenant, "bob", Role.USER);
        TaskApi operator = TaskApi.of(tenant, "olga", Role.OPERATOR);
        TaskApi admin = TaskApi.of("root", "root", Role.ADMIN);
        TaskApi worker = TaskApi.of(tenant, "w", Role.WORKER);

        // Then
        colleague.call().get(Batch.PATH + "/" + batch.id()).then().statusCode(404);
        assertEquals(List.of(), colleague.get(Batch.PATH).getList("data"));
        assertEquals(List.of(batch.id()), operator.get(Batch.PATH).getList("data.id"));
        assertEquals(batch.id(), admin.get(Batch.PATH + "/" + batch.id()).getString("data.id"));
        worker.post(Batch.PATH, Batch.of("sum", 1)).then().statusCode(403);
        operator.post(Batch.PATH + "/" + batch.id() + "/cancel", Map.of())
                .then()
                .body("data.done", equalTo(2));
    }
}
