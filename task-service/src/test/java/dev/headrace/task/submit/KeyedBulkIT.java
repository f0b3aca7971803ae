package dev.headrace.task.submit;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of tasks in a bulk. */
@OnEngines
@Timeout(60)
class KeyedBulkIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    private static Map<String, Object> task(Object payload, Object... more) {
        Map<String, Object> task = new HashMap<>(Map.of("type", "mail", "payload", payload));
        for (int i = 0; i < more.length; i += 2) {
            task.put(String.valueOf(more[i]), more[i + 1]);
        }
        return task;
    }

    @Test
    void aBulkIsAnsweredItemByItem() {
        // Given
        String first =
                api.post("/api/v1/tasks", task(1, "idempotency_key", "known")).path("data.id");
        List<Object> tasks = List.of(
                task(1, "idempotency_key", "known"),
                task(2, "idempotency_key", "known"),
                task(3),
                task(4, "idempotency_key", "new"),
                task(4, "idempotency_key", "new"),
                task(5, "idempotency_key", "new"),
                task(6, "idempotency_key", "limited", "budget_ms", 60_000),
                task(6, "idempotency_key", "limited", "budget_ms", 60_000),
                task(7, "idempotency_key", ""));

        // When
        JsonPath reply = api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).jsonPath();

        // Then
        assertEquals(6, reply.getInt("data.accepted"));
        assertEquals(first, reply.getString("data.results[0].id"));
        assertEquals(true, reply.getBoolean("data.results[0].replayed"));
        assertEquals("tasks[1].payload", reply.getString("data.results[1].error.errors[0].field"));
        assertEquals(reply.getString("data.results[3].id"), reply.getString("data.results[4].id"));
        assertEquals(true, reply.getBoolean("data.results[4].replayed"));
        assertEquals("IDEMPOTENCY_CONFLICT", reply.getString("data.results[5].error.code"));
        assertEquals(reply.getString("data.results[6].id"), reply.getString("data.results[7].id"));
        assertEquals("tasks[8].idempotency_key", reply.getString("data.results[8].error.errors[0].field"));
        assertEquals(4, api.get("/api/v1/tasks").getList("data").size());
        api.call()
                .header("Idempotency-Key", "k")
                .body(Map.of("tasks", List.of(task(1))))
                .post("/api/v1/tasks/bulk")
                .then()
                .statusCode(422)
                .body("error.errors[0].code", equalTo("NOT_FOR_BULK"));
    }

    @Test
    void aThousandItemsWithKeysAreOneBulkAndAgainOneBulkOfReplays() {
        List<Object> tasks = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(i -> tasks.add(task(i, "idempotency_key", "k" + i)));
        Map<String, Object> body = Map.of("tasks", tasks);
        List<String> first = api.post("/api/v1/tasks/bulk", body).jsonPath().getList("data.results.id");
        JsonPath again = api.post("/api/v1/tasks/bulk", body).jsonPath();
        assertEquals(first, again.getList("data.results.id"));
        assertEquals(1_000, again.getInt("data.results.findAll { it.replayed }.size()"));
    }
}
