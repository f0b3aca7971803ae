package dev.headrace.task.batch;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.Batch;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import dev.headrace.task.fixture.Told;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(120)
class BatchIT {
    private static final Map<String, Object> FATAL =
            Map.of("type", "Broken", "message", "cannot be computed", "retryable", false);

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    @Inject
    DataSource tables;

    @Inject
    BatchStore store;

    @AfterEach
    void theTablesAgree() throws SQLException {
        try (Connection connection = tables.getConnection()) {
            assertEquals(List.of(), TaskInvariants.broken(connection));
        }
    }

    private static boolean isEnd(CloudEvent event) {
        return event.type().equals(BatchEvent.COMPLETED);
    }

    private static JsonNode data(CloudEvent event) {
        return JsonBytes.tree(event.data().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itemsAreTasksAndTheirResultsAreTogether() {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 7));
        JsonPath before = batch.view();
        assertEquals("PENDING", before.getString("data.status"));
        assertEquals(7, before.getInt("data.counts.ready"));

        // When
        Batch.work(worker, 3, Leased::succeeded);
        assertEquals("PROCESSING", batch.status());
        Batch.work(worker, 4, Leased::succeeded);

        // Then
        JsonPath done = batch.inStatus("COMPLETED");
        assertEquals(7, done.getInt("data.counts.succeeded"));
        assertEquals(1.0f, done.getFloat("data.progress"));
        JsonPath items = batch.items("");
        assertEquals(IntStream.range(0, 7).boxed().toList(), items.getList("data.index"));
        assertEquals(List.of(true, true, true, true, true, true, true), items.getList("data.output.ok"));
        String task = items.getString("data[3].id");
        assertEquals(batch.id(), api.task(task).getString("data.batch_id"));
        assertEquals(3, api.task(task).getInt("data.payload.place"));
    }

    @Test
    void whatFailedSaysWhyAndCanBeRunAgain() {
        // Given
        String tenant = "t-" + UUID.randomUUID();
        TaskApi owner = TaskApi.of(tenant, "ann", Role.USER, Role.WORKER);
        TaskApi.Worker worker = owner.worker();
        Batch batch = Batch.submit(owner, Batch.of("sum", 5));
        List<String> ids = batch.items("").getList("data.id");
        List<String> wrong = List.of(ids.get(1), ids.get(4));
        Batch.work(worker, 5, t -> wrong.contains(t.id()) ? t.failed(FATAL) : t.succeeded());
        JsonPath partial = batch.inStatus("PARTIAL");
        assertEquals(2, partial.getInt("data.counts.dead"));
        assertEquals("Broken", partial.getString("data.failures[0].type"));
        assertEquals(2, partial.getInt("data.failures[0].count"));
        assertEquals(1, partial.getInt("data.failures[0].first_index"));
        JsonPath failed = batch.items("?state=dead");
        assertEquals(List.of(1, 4), failed.getList("data.index"));
        assertEquals("cannot be computed", failed.getString("data[0].error.message"));
        assertNull(failed.getString("data[0].output"));

        // When
        owner.post(Batch.PATH + "/" + batch.id() + "/retry", Map.of("reason", "mended"))
                .then()
                .statusCode(200)
                .body("data.done", equalTo(2))
                .body("data.batch.status", equalTo("PROCESSING"))
                .body("data.batch.finished_at", nullValue());
        Batch.work(worker, 2, Leased::succeeded);

        // Then
        assertEquals(2, batch.inStatus("COMPLETED").getInt("data.rounds"));
        List<CloudEvent> told = Told.of(
                tenant,
                events -> events.stream()
                                .filter(e -> e.type().equals(BatchEvent.COMPLETED))
                                .count()
                        == 2);
        List<JsonNode> ends = told.stream()
                .filter(e -> e.type().equals(BatchEvent.COMPLETED))
                .map(BatchIT::data)
                .toList();
        assertEquals("PARTIAL", ends.get(0).at("/batch/status").asText());
        assertEquals(2, ends.get(0).path("dead").asInt());
        assertEquals("COMPLETED", ends.get(1).at("/batch/status").asText());
        assertEquals(2, ends.get(1).path("round").asInt());
        assertTrue(told.stream()
                .filter(e -> e.type().startsWith("dev.headrace.task."))
                .allMatch(e -> batch.id().equals(data(e).at("/task/batch_id").asText())));
    }

    @Test
    void oneTaskThatIsRunAgainByItselfOpensItsBatch() {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 3));
        Batch.work(worker, 3, Leased::succeeded);
        batch.inStatus("COMPLETED");
        String first = batch.items("").getString("data[0].id");

        // When
        api.post("/api/v1/tasks/" + first + "/retry", Map.of()).then().statusCode(200);
        assertEquals("PROCESSING", batch.status());
        Batch.work(worker, 1, t -> t.failed(FATAL));

        // Then
        assertEquals(1, batch.inStatus("PARTIAL").getInt("data.counts.dead"));
    }

    @Test
    void anEndIsToldAtOnceAndNotByTheClock() {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 3));
        pool.preparedQuery("UPDATE batch SET look_at = now() + interval '1 hour' WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(batch.id())))
                .await()
                .atMost(Duration.ofSeconds(10));

        // When
        Batch.work(worker, 3, Leased::succeeded);

        // Then
        assertEquals(3, batch.inStatus("COMPLETED").getInt("data.counts.succeeded"));
    }

    @Test
    void anEndIsFoundAlsoIfSomebodyElseLooksAtTheMoment() throws SQLException {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 2));
        try (Connection other = tables.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE batch SET look_at = now() + interval '1 hour' WHERE id = '" + batch.id() + "'");
            other.commit();
            statement.execute("SELECT id FROM batch WHERE id = '" + batch.id() + "' FOR UPDATE");

            // When
            Batch.work(worker, 2, Leased::succeeded);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (ResultSet waits = statement.executeQuery("SELECT FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
                    return waits.next();
                }
            });
            other.commit();
        }

        // Then
        assertEquals(2, batch.inStatus("COMPLETED").getInt("data.counts.succeeded"));
    }

    @Test
    void whatNobodyToldIsFoundByTheClock() {
        // Given
        Batch batch = Batch.submit(api, Batch.of("sum", 2));
        api.post(Batch.PATH + "/" + batch.id() + "/cancel", Map.of()).then().statusCode(200);
        batch.inStatus("FAILED");

        // When
        pool.preparedQuery("UPDATE batch SET status = NULL, finished_at = NULL, look_at = now() WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(batch.id())))
                .await()
                .atMost(Duration.ofSeconds(10));

        // Then
        assertEquals(2, batch.inStatus("FAILED").getInt("data.rounds"));
    }

    @Test
    void deletedTasksCountAsWhatTheyWere() {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 4));
        List<String> ids = batch.items("").getList("data.id");
        Batch.work(worker, 4, t -> t.id().equals(ids.get(0)) ? t.succeeded() : t.failed(FATAL));
        batch.inStatus("PARTIAL");

        // When
        api.post("/api/v1/tasks/actions", Map.of("action", "delete", "ids", ids.subList(1, 3)))
                .then()
                .statusCode(200)
                .body("data.done", equalTo(2));

        // Then
        JsonPath now = batch.view();
        assertEquals("PARTIAL", now.getString("data.status"));
        assertEquals(3, now.getInt("data.counts.dead"));
        assertEquals(2, now.getInt("data.counts.deleted"));
        assertEquals(List.of(0, 3), batch.items("").getList("data.index"));
        api.post(Batch.PATH + "/" + batch.id() + "/retry", Map.of()).then().body("data.done", equalTo(1));
        Batch.work(worker, 1, Leased::succeeded);
        JsonPath again = batch.inStatus("PARTIAL");
        assertEquals(2, again.getInt("data.counts.succeeded"));
        assertEquals(2, again.getInt("data.counts.dead"));
    }

    @Test
    void cancelEndsWhatWaitsAndAsksWhatRuns() {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 3));
        Leased running = worker.next();

        // When
        api.post(Batch.PATH + "/" + batch.id() + "/cancel", Map.of("mode", "graceful"))
                .then()
                .statusCode(200)
                .body("data.done", equalTo(2))
                .body("data.requested", equalTo(1))
                .body("data.batch.status", equalTo("PROCESSING"));
        worker.answer(running.succeeded());

        // Then
        JsonPath ended = batch.inStatus("PARTIAL");
        assertEquals(2, ended.getInt("data.counts.cancelled"));
        api.post(Batch.PATH + "/" + batch.id() + "/retry", Map.of("cancelled", true))
                .then()
                .body("data.done", equalTo(2));
    }

    @Test
    void pagesGoOnWhereTheyEndedAndAreBoundedInBytes() {
        // Given
        TaskApi.Worker worker = api.worker();
        Batch batch = Batch.submit(api, Batch.of("sum", 100));
        String large = "x".repeat(60_000);
        for (int part = 0; part < 2; part++) {
            Batch.work(
                    worker,
                    50,
                    t -> Map.of("task_id", t.id(), "lease", t.lease(), "result", "succeeded", "output", large));
        }
        batch.inStatus("COMPLETED");

        // When
        JsonPath first = batch.items("?limit=200");
        JsonPath second = batch.items("?limit=200&cursor=" + first.getString("meta.page.next"));

        // Then
        assertEquals(IntStream.range(0, 69).boxed().toList(), first.getList("data.index"));
        assertEquals(IntStream.range(69, 100).boxed().toList(), second.getList("data.index"));
        JsonPath few = batch.items("?limit=2&state=succeeded");
        assertEquals(List.of(0, 1), few.getList("data.index"));
        api.call()
                .get(Batch.PATH + "/" + batch.id() + "/items?state=done")
                .then()
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("state")));
    }

    @Test
    void whatEndedLongAgoIsForgottenAndItsTasksAreNot() {
        // Given
        Batch batch = Batch.submit(api, Batch.of("sum", 1));
        String task = batch.items("").getString("data[0].id");
        api.post(Batch.PATH + "/" + batch.id() + "/cancel", Map.of()).then().statusCode(200);
        batch.inStatus("FAILED");
        pool.preparedQuery("UPDATE batch SET finished_at = now() - interval '31 days' WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(batch.id())))
                .await()
                .atMost(Duration.ofSeconds(10));

        // When
        int forgotten = store.forget(Duration.ofDays(30), 1_000).await().atMost(Duration.ofSeconds(10));

        // Then
        assertEquals(1, forgotten);
        api.call().get(Batch.PATH + "/" + batch.id()).then().statusCode(404);
        assertEquals("CANCELLED", api.state(task));
    }

    @Test
    void noStatementReadsATableWhole() {
        Plan.of(pool, LookStore.LOCK).readsNoTableWhole();
        Plan.of(pool, LookStore.LOCK_DUE).readsNoTableWhole().uses("batch_to_look_at");
        Plan.of(pool, LookStore.LOOK).readsNoTableWhole().uses("task_of_batch");
        Plan.of(pool, BatchStore.FIND).readsNoTableWhole().uses("task_of_batch");
        Plan.of(pool, BatchStore.LIST_OF_TENANT).readsNoTableWhole().uses("batch_of_tenant");
        Plan.of(pool, BatchStore.LIST_OF_OWNER).readsNoTableWhole().uses("batch_of_owner");
        Plan.of(pool, BatchStore.LIST_ALL).readsNoTableWhole();
        Plan.of(pool, ItemStore.PAGE).readsNoTableWhole().uses("task_of_batch");
    }

    @Test
    void manyBatchesEndAtOnce() {
        // Given
        String tenant = "t-" + UUID.randomUUID();
        TaskApi owner = TaskApi.of(tenant, "ann", Role.USER, Role.WORKER);
        TaskApi.Worker worker = owner.worker();
        List<String> ids = IntStream.range(0, 40)
                .mapToObj(i -> Batch.submit(owner, Batch.of("sum", 25)).id())
                .toList();

        // When
        Batch.work(worker, 1_000, Leased::succeeded);

        // Then
        List<CloudEvent> told =
                Told.of(tenant, events -> events.stream().filter(BatchIT::isEnd).count() >= ids.size());
        assertEquals(
                ids.stream().sorted().toList(),
                told.stream()
                        .filter(BatchIT::isEnd)
                        .map(CloudEvent::subject)
                        .sorted()
                        .toList());
        assertEquals(
                Set.of("COMPLETED"),
                Set.copyOf(owner.get(Batch.PATH + "?limit=40").getList("data.status", String.class)));
    }
}
