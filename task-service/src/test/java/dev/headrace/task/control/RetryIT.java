package dev.headrace.task.control;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class RetryIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    @Inject
    DataSource tables;

    @AfterEach
    void theTablesAgree() throws SQLException {
        try (Connection connection = tables.getConnection()) {
            assertEquals(List.of(), TaskInvariants.broken(connection));
        }
    }

    private ValidatableResponse retry(String id, Map<String, Object> how) {
        return api.post("/api/v1/tasks/" + id + "/retry", how).then();
    }

    private String dead(TaskApi.Worker worker) {
        String id = api.submit(Map.of("type", "t", "payload", 1, "max_attempts", 1));
        worker.answer(worker.next().failed(Map.of("message", "no")));
        assertEquals("DEAD", api.state(id));
        return id;
    }

    @Test
    void aDeadTaskGetsAnotherRunAndItsHistoryStays() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = dead(worker);

        // When
        retry(id, Map.of()).statusCode(200).body("data.state", equalTo("READY"));
        JsonPath ready = api.task(id);
        Leased leased = worker.next();
        worker.answer(leased.succeeded());

        // Then
        assertEquals("READY", ready.getString("data.state"));
        assertNull(ready.getString("data.finished_at"));
        assertNull(ready.getString("data.reason"));
        assertEquals(id, leased.id());
        assertEquals(1, leased.attempt());
        JsonPath done = api.task(id);
        assertEquals("SUCCEEDED", done.getString("data.state"));
        assertEquals(List.of("failed", "requeued", "succeeded"), done.getList("data.attempts.outcome"));
        assertEquals("retry", done.getString("data.changes[0].action"));
        assertEquals("alone", done.getString("data.changes[0].by"));
        assertEquals("was DEAD", done.getString("data.changes[0].detail"));
        assertNotNull(done.getString("data.changes[0].at"));
    }

    @Test
    void itMayComeLaterAndWithAnotherPriority() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = dead(worker);

        // When
        retry(id, Map.of("delay_ms", 60_000, "priority", "CRITICAL"))
                .statusCode(200)
                .body("data.state", equalTo("SCHEDULED"));

        // Then
        JsonPath task = api.task(id);
        assertEquals("SCHEDULED", task.getString("data.state"));
        assertEquals("CRITICAL", task.getString("data.priority"));
        assertNotNull(task.getString("data.due_at"));
        assertEquals("was DEAD, priority NORMAL to CRITICAL", task.getString("data.changes[0].detail"));
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());
    }

    @Test
    void whatIsDeadTwiceIsListedOnceAndWhatRunsAgainIsNot() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = dead(worker);
        retry(id, Map.of()).statusCode(200);
        assertEquals(List.of(), api.get("/api/v1/tasks?state=DEAD").getList("data.id"));

        // When
        worker.answer(worker.next().failed(Map.of("message", "no")));

        // Then
        assertEquals("DEAD", api.state(id));
        assertEquals(List.of(id), api.get("/api/v1/tasks?state=DEAD").getList("data.id"));
    }

    @Test
    void ofManyRetriesAtOnceOneCounts() throws Exception {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = dead(worker);

        // When
        List<Future<Integer>> calls;
        try (var threads = Executors.newFixedThreadPool(8)) {
            calls = threads.invokeAll(IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> retry(id, Map.of()).extract().statusCode())
                    .toList());
        }

        // Then
        List<Integer> codes = new java.util.ArrayList<>();
        for (Future<Integer> call : calls) {
            codes.add(call.get());
        }
        assertEquals(1, codes.stream().filter(c -> c == 200).count(), codes::toString);
        assertEquals(7, codes.stream().filter(c -> c == 409).count(), codes::toString);
        assertEquals(
                List.of(id),
                worker.lease(Map.of("max", 10)).stream().map(Leased::id).toList());
    }

    @Test
    void whatHasNotEndedOrMakesNoSenseIsRefused() {
        String waiting = api.submit("w");
        retry(waiting, Map.of()).statusCode(409).body("error.code", equalTo("INVALID_TRANSITION"));
        retry("nothing", Map.of()).statusCode(404);
        TaskApi.ofNewTenant()
                .post("/api/v1/tasks/" + waiting + "/retry", Map.of())
                .then()
                .statusCode(404);
        retry(waiting, Map.of("delay_ms", -1, "priority", "NOW"))
                .statusCode(422)
                .body("error.errors.field", hasItems("delay_ms", "priority"));
    }

    @Test
    void changesGoByIndex() {
        for (String sql :
                List.of(CancelStore.CANCEL, RetryStore.RETRY, PriorityStore.REPRIORITISE, DeleteStore.DELETE)) {
            Plan.of(pool, sql).uses("task_pkey").readsNoTableWhole();
        }
    }
}
