package dev.headrace.task.queue;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.signal.Kind;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class QueueIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    @Inject
    Pool pool;

    @Inject
    RuleBook rules;

    private String submit(String queue) {
        return api.submit(Map.of("type", "in." + queue, "payload", 1, "queue", queue));
    }

    private void put(String queue, Map<String, Object> settings) {
        api.call().body(settings).put("/api/v1/queues/" + queue).then().statusCode(200);
    }

    private void pause(String queue) {
        api.post("/api/v1/queues/" + queue + "/pause", Map.of())
                .then()
                .statusCode(200)
                .body("data.paused", equalTo(true));
    }

    @Test
    void aPausedQueueGivesNoLeasesAndOthersDo() {
        // Given
        TaskApi.Worker worker = api.worker();
        pause("held");
        String held = submit("held");
        String free = submit("free");

        // When
        List<Leased> leased = worker.lease(Map.of("max", 10));

        // Then
        assertEquals(List.of(free), leased.stream().map(Leased::id).toList());
        assertEquals("READY", api.state(held));
        assertEquals("PAUSED", api.task(held).getString("data.waiting.reason"));
    }

    @Test
    void aWaitingWorkerGetsNothingOfAPausedQueueAndAllWhenItIsResumed() throws Exception {
        // Given
        TaskApi.Worker worker = api.worker();
        pause("held");
        CompletableFuture<List<Leased>> waiting =
                CompletableFuture.supplyAsync(() -> worker.lease(Map.of("max", 10, "wait_ms", 20_000)));
        String held = submit("held");
        assertEquals("READY", api.state(held));
        assertFalse(waiting.isDone());

        // When
        api.post("/api/v1/queues/held/resume", Map.of()).then().statusCode(200);

        // Then
        assertEquals(held, waiting.get(5, TimeUnit.SECONDS).getFirst().id());
    }

    @Test
    void whatIsLeasedGoesOnWhenItsQueueIsPaused() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = submit("held");
        Leased leased = worker.next();

        // When
        pause("held");

        // Then
        assertEquals("accepted", worker.answer(leased.succeeded()));
        assertEquals("SUCCEEDED", api.state(id));
    }

    @Test
    void whatAnotherReplicaPausedIsPausedHereWithinASecond() {
        // Given
        TaskApi.Worker worker = api.worker();

        // When
        pool.preparedQuery("INSERT INTO queue (tenant, name, paused) VALUES ($1, 'held', true)")
                .execute(io.vertx.mutiny.sqlclient.Tuple.of(tenant))
                .await()
                .indefinitely();

        // Then
        Kind kind = new Kind(tenant, "held", "in.held", Kind.NO_HOST);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> !rules.rules().isOpen(kind));
        String held = submit("held");
        assertTrue(worker.lease(Map.of("max", 10, "wait_ms", 500)).isEmpty());
        assertEquals("READY", api.state(held));
    }

    @Test
    void aLimitedQueueNeverHasMoreLeasesThanItMayAndTheNextFollowsAtOnce() {
        // Given
        put("few", Map.of("max_running", 2));
        TaskApi.Worker worker = api.worker();
        for (int i = 0; i < 5; i++) {
            submit("few");
        }
        String other = submit("other");

        // When
        List<Leased> first = new ArrayList<>(worker.lease(Map.of("max", 10)));

        // Then
        assertEquals(3, first.size());
        assertTrue(first.removeIf(l -> l.id().equals(other)));
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());

        // And when one ends, a parked worker gets the next without waiting for the pulse
        long begun = System.nanoTime();
        List<Leased> next = worker.lease(Map.of(
                "max",
                10,
                "wait_ms",
                5_000,
                "outcomes",
                List.of(first.getFirst().succeeded())));
        assertEquals(1, next.size());
        System.out.printf("limited: next lease after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    }

    @Test
    void aLimitHoldsWithManyWorkersAndClaimsAtOnce() throws Exception {
        // Given
        int tasks = 200;
        int limit = 3;
        put("few", Map.of("max_running", limit));
        api.post(
                        "/api/v1/tasks/bulk",
                        Map.of(
                                "tasks",
                                java.util.stream.IntStream.range(0, tasks)
                                        .mapToObj(i -> Map.of("type", "t" + i % 7, "payload", i, "queue", "few"))
                                        .toList()))
                .then()
                .statusCode(200);
        Set<String> done = java.util.concurrent.ConcurrentHashMap.newKeySet();
        java.util.concurrent.atomic.AtomicInteger running = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.atomic.AtomicInteger most = new java.util.concurrent.atomic.AtomicInteger();

        // When
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int w = 0; w < 6; w++) {
            String only = "t" + w;
            TaskApi.Worker worker = api.worker();
            workers.add(CompletableFuture.runAsync(
                    () -> {
                        Map<String, Object> ask = only.equals("t0")
                                ? Map.of("max", 2, "wait_ms", 3_000)
                                : Map.of("max", 2, "wait_ms", 3_000, "types", List.of(only, "t6"));
                        for (List<Leased> got = worker.lease(ask); done.size() < tasks; got = worker.lease(ask)) {
                            most.accumulateAndGet(running.addAndGet(got.size()), Math::max);
                            for (Leased l : got) {
                                running.decrementAndGet();
                                assertEquals("accepted", worker.answer(l.succeeded()));
                                done.add(l.id());
                            }
                        }
                    },
                    java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()));
        }
        for (CompletableFuture<Void> worker : workers) {
            worker.get(50, TimeUnit.SECONDS);
        }

        // Then
        assertEquals(tasks, done.size());
        assertTrue(most.get() <= limit, "leases at once: " + most);
    }

    @Test
    void twoReplicasThatClaimAtOnceDoNotExceedALimit() throws Exception {
        // Given
        put("few", Map.of("max_running", 1));
        String id = submit("few");
        var other = pool.getConnection().await().indefinitely();
        other.query("BEGIN").execute().await().indefinitely();
        other.preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .execute(io.vertx.mutiny.sqlclient.Tuple.of("queue " + tenant + "/few"))
                .await()
                .indefinitely();
        TaskApi.Worker worker = api.worker();

        // When
        CompletableFuture<List<Leased>> claim =
                CompletableFuture.supplyAsync(() -> worker.lease(Map.of("max", 1, "wait_ms", 2_000)));
        Awaitility.await().until(() -> waitsForLock());
        other.preparedQuery("""
                        WITH one AS (
                          INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, max_attempts)
                          VALUES ($1, $2, 'o', 't', 'few', 2, '1', now(), now(), 1) RETURNING id)
                        INSERT INTO running (id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms)
                        SELECT id, 0, id, 1, 0, now(), now(), now() + interval '1 hour', 1000 FROM one
                        """)
                .execute(io.vertx.mutiny.sqlclient.Tuple.of(UUID.randomUUID(), tenant))
                .await()
                .indefinitely();
        other.query("COMMIT").execute().await().indefinitely();
        other.close().await().indefinitely();

        // Then
        assertTrue(claim.get(10, TimeUnit.SECONDS).isEmpty());
        assertEquals("LIMIT", api.task(id).getString("data.waiting.reason"));
    }

    private boolean waitsForLock() {
        return pool.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                        .execute()
                        .await()
                        .indefinitely()
                        .iterator()
                        .next()
                        .getLong(0)
                > 0;
    }

    @Test
    void queuesAreListedIfSomethingWasSetOrTasksAreInThem() {
        // Given
        put("set.up", Map.of("description", "for people", "max_running", 7));
        submit("used");

        // When
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> api.get("/api/v1/queues").getList("data.name"), List.of("set.up", "used")::equals);

        // Then
        assertEquals(7, api.get("/api/v1/queues/set.up").getInt("data.max_running"));
        assertFalse(api.get("/api/v1/queues/used").getBoolean("data.paused"));
        assertEquals("set.up", api.get("/api/v1/queues?limit=1").getString("data[0].name"));
        String next = api.get("/api/v1/queues?limit=1").getString("meta.page.next");
        assertEquals("used", api.get("/api/v1/queues?limit=1&cursor=" + next).getString("data[0].name"));

        // And when what was set is forgotten
        api.call().delete("/api/v1/queues/set.up").then().statusCode(204);
        assertEquals(List.of("used"), api.get("/api/v1/queues").getList("data.name"));
    }

    @Test
    void onlyOperatorsChangeQueuesAndEachTenantSeesItsOwn() {
        // Given
        put("mine", Map.of("paused", true));
        TaskApi user = TaskApi.of(tenant, "user", Role.USER);
        TaskApi stranger = TaskApi.ofNewTenant();

        // When, Then
        user.call()
                .body(Map.of("paused", false))
                .put("/api/v1/queues/mine")
                .then()
                .statusCode(403);
        user.post("/api/v1/queues/mine/resume", Map.of()).then().statusCode(403);
        assertTrue(user.get("/api/v1/queues/mine").getBoolean("data.paused"));
        stranger.call()
                .get("/api/v1/queues/mine")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("QUEUE_NOT_FOUND"));
        assertTrue(stranger.get("/api/v1/queues").getList("data").isEmpty());
    }

    @Test
    void whatIsWrongIsNamed() {
        api.call()
                .body(Map.of("max_running", 0))
                .put("/api/v1/queues/q")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("max_running"));
        api.call()
                .body(Map.of("paused", true))
                .put("/api/v1/queues/stats")
                .then()
                .statusCode(422)
                .body("error.errors[0].code", equalTo("RESERVED"));
        api.call()
                .body(Map.of("pausd", true))
                .put("/api/v1/queues/q")
                .then()
                .statusCode(422)
                .body("error.errors[0].code", equalTo("UNKNOWN_FIELD"));
        api.call()
                .get("/api/v1/queues/q/scale?per_worker=0")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("per_worker"));
    }

    @Test
    void statisticsCountByPriorityAndState() {
        // Given
        put("busy", Map.of("max_running", 1));
        for (String priority : List.of("HIGH", "BULK", "BULK")) {
            api.submit(Map.of("type", "x", "payload", 1, "queue", "busy", "priority", priority));
        }
        api.submit(Map.of("type", "x", "payload", 1, "queue", "busy", "delay_ms", 600_000));
        TaskApi.Worker worker = api.worker();
        assertEquals(1, worker.lease(Map.of("max", 10)).size());

        // When
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> api.get("/api/v1/queues/busy/stats").getInt("data.total.running"), equalTo(1));

        // Then
        var stats = api.get("/api/v1/queues/stats");
        assertEquals("busy", stats.getString("data[0].queue"));
        assertEquals(2, stats.getInt("data[0].total.ready"));
        assertEquals(1, stats.getInt("data[0].total.scheduled"));
        assertEquals(0, stats.getInt("data[0].total.retrying"));
        assertEquals(2, stats.getInt("data[0].priorities.find { it.priority == 'BULK' }.depth.ready"));
        assertEquals(1, stats.getInt("data[0].priorities.find { it.priority == 'HIGH' }.depth.running"));
        assertTrue(stats.getInt("data[0].total.oldest_ready_ms") >= 0);
        assertEquals(3, api.get("/api/v1/queues/busy/scale").getInt("data.backlog"));
        assertEquals(1, api.get("/api/v1/queues/busy/scale").getInt("data.desired_workers"));
        assertEquals(1, api.get("/api/v1/queues/busy/scale?per_worker=1").getInt("data.desired_workers"));
        String metrics = api.call().get("/q/metrics").asString();
        assertTrue(
                metrics.contains("headrace_queue_depth{priority=\"BULK\",queue=\"busy\",state=\"READY\"} 2"), metrics);
    }

    @Test
    void aTaskSaysWhyItWaits() {
        // Given
        String later = api.submit(Map.of("type", "x", "payload", 1, "queue", "line", "delay_ms", 600_000));
        String first = submit("line");
        submit("line");
        String bulk = api.submit(Map.of("type", "y", "payload", 1, "queue", "line", "priority", "BULK"));

        // When nobody is there, Then
        assertEquals("NOT_DUE", api.task(later).getString("data.waiting.reason"));
        assertEquals("NO_WORKER", api.task(first).getString("data.waiting.reason"));

        // When a worker is there, Then
        TaskApi.Worker worker = api.worker();
        assertEquals("BEHIND", api.task(bulk).getString("data.waiting.reason"));
        assertEquals(2, api.task(bulk).getInt("data.waiting.ahead"));
        assertEquals(0, api.task(first).getInt("data.waiting.ahead"));

        // When it runs, Then
        assertEquals(first, worker.next().id());
        assertNull(api.task(first).getString("data.waiting.reason"));
        assertEquals(1, api.task(bulk).getInt("data.waiting.ahead"));
    }
}
