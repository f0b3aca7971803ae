package dev.headrace.task.inspect;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnEngines
class ListIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    @Test
    void pagesCoverEverythingOnceNewestFirst() {
        // Given
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            submitted.addFirst(api.submit("t" + i));
        }

        // When
        List<String> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = api.get("/api/v1/tasks?limit=3" + cursor);
            read.addAll(page.getList("data.id"));
            cursor = page.getString("meta.page.next") == null ? "" : "&cursor=" + page.getString("meta.page.next");
        } while (!cursor.isEmpty());

        // Then
        assertEquals(submitted, read);
    }

    @Test
    void everyFilterNarrows() {
        // Given
        String done = api.submit(Map.of("type", "a", "payload", 1, "queue", "q", "priority", "CRITICAL"));
        TaskApi.Worker worker = api.worker();
        worker.answer(worker.next().succeeded());
        String dead = api.submit(Map.of("type", "b", "payload", 1, "max_attempts", 1));
        worker.answer(worker.next().failed(Map.of("type", "IOError", "message", "Another word")));
        String running = api.submit(Map.of("type", "a", "payload", 1));
        worker.next();
        String cancelled = api.submit("c");
        api.post("/api/v1/tasks/" + cancelled + "/cancel", Map.of());
        String ready = api.submit(Map.of("type", "b", "payload", 1, "tags", List.of("x", "y")));
        String scheduled = api.submit(Map.of("type", "b", "payload", 1, "delay_ms", 60_000));

        // When / Then
        Map<String, List<String>> expected = Map.of(
                "state=SUCCEEDED", List.of(done),
                "state=dead", List.of(dead),
                "state=RUNNING", List.of(running),
                "state=CANCELLED", List.of(cancelled),
                "state=READY", List.of(ready),
                "state=SCHEDULED", List.of(scheduled),
                "type=a", List.of(running, done),
                "queue=q", List.of(done),
                "priority=critical", List.of(done),
                "tag=y", List.of(ready));
        Map<String, List<String>> more = Map.of(
                "state=READY,SCHEDULED,DEAD",
                List.of(scheduled, ready, dead),
                "state=SUCCEEDED&state=RUNNING",
                List.of(running, done),
                "state=BLOCKED",
                List.of(),
                "type=b*&priority=NORMAL,LOW",
                List.of(scheduled, ready, dead),
                "text=oTHer",
                List.of(dead),
                "text=IOERR",
                List.of(dead),
                "text=" + done.substring(0, 36),
                List.of(done),
                "owner=alone&queue=q",
                List.of(done),
                "created_after=2999-01-01T00:00:00Z",
                List.of(),
                "finished_after=2020-01-01T00:00:00Z&state=SUCCEEDED,DEAD",
                List.of(dead, done));
        more.forEach((query, ids) ->
                assertEquals(ids, api.get("/api/v1/tasks?" + query).getList("data.id"), query));
        expected.forEach((query, ids) ->
                assertEquals(ids, api.get("/api/v1/tasks?" + query).getList("data.id"), query));
        assertEquals(
                Collections.emptyList(), api.get("/api/v1/tasks?state=RETRYING").getList("data"));
    }

    @Test
    void errorsComeAsProblemDetailsToWhoAsks() {
        api.call()
                .accept("application/problem+json")
                .get("/api/v1/tasks/none")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("TASK_NOT_FOUND"));
    }

    @Test
    void wrongParametersAreNamed() {
        api.call()
                .get("/api/v1/tasks?state=GONE")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("state"));
        api.call()
                .get("/api/v1/tasks?cursor=zzz")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("cursor"));
        api.call().get("/api/v1/tasks?limit=0").then().statusCode(422).body("error.errors[0].field", equalTo("limit"));
        api.call()
                .get("/api/v1/tasks?limit=many")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("limit"));
        api.call().get("/api/v1/tasks?limit=501").then().statusCode(422);
        api.call()
                .get("/api/v1/tasks?stat=DEAD")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("stat"))
                .body("error.errors[0].code", equalTo("UNKNOWN"));
    }

    @Test
    void aCursorGoesOnWithItsOwnFilterOnly() {
        // Given
        api.submit("one");
        api.submit("one");
        String cursor = api.get("/api/v1/tasks?type=one&limit=1").getString("meta.page.next");

        // When / Then
        assertEquals(
                1,
                api.get("/api/v1/tasks?limit=5&type=one&cursor=" + cursor)
                        .getList("data")
                        .size());
        api.call()
                .get("/api/v1/tasks?type=two&cursor=" + cursor)
                .then()
                .statusCode(422)
                .body("error.errors[0].code", equalTo("OTHER_FILTER"));
    }

    @Test
    void aUserSeesItsOwnAnOperatorItsTenantsAnAdminAll() {
        // Given
        String tenant = "t-" + java.util.UUID.randomUUID();
        TaskApi ann = TaskApi.of(tenant, "ann", Role.USER);
        TaskApi operator = TaskApi.of(tenant, "op", Role.OPERATOR);
        TaskApi admin = TaskApi.of("home", "root", Role.ADMIN);
        String hers = ann.submit("seen");
        String his = TaskApi.of(tenant, "bob", Role.USER).submit("seen");

        // When / Then
        assertEquals(List.of(hers), ann.get("/api/v1/tasks").getList("data.id"));
        assertEquals(List.of(his, hers), operator.get("/api/v1/tasks").getList("data.id"));
        assertEquals(List.of(hers), operator.get("/api/v1/tasks?owner=ann").getList("data.id"));
        assertEquals(
                List.of(his, hers), admin.get("/api/v1/tasks?tenant=" + tenant).getList("data.id"));
        assertEquals(his, admin.get("/api/v1/tasks?limit=1&type=seen").getString("data[0].id"));
        ann.call().get("/api/v1/tasks?owner=bob").then().statusCode(403);
        operator.call().get("/api/v1/tasks?tenant=home").then().statusCode(403);
    }

    @Test
    void aSearchThatFindsNothingLooksAtABoundedNumberAndGoesOn() {
        // Given: 25,000 finished tasks, 2,500 of them dead
        String tenant = "t-" + java.util.UUID.randomUUID();
        pool.preparedQuery("""
                        WITH t AS (
                          INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, max_attempts)
                          SELECT uuidv7(n * interval '-1 s'), $1, 'o', 'old', 'q', 2, '1', now() - n * interval '1 s', now(), 1
                          FROM generate_series(1, 25000) n RETURNING id)
                        INSERT INTO attempt (task_id, lease, attempt, due_at, finished_at, outcome, state_after, error_message)
                        SELECT id, nextval('lease_number'), 1, now(), now(), 'failed',
                               CASE row_number() OVER () % 10 WHEN 0 THEN 'DEAD' ELSE 'SUCCEEDED' END, 'an error' FROM t
                        """).execute(Tuple.of(tenant)).await().atMost(Duration.ofSeconds(30));
        TaskApi operator = TaskApi.of(tenant, "op", Role.OPERATOR);

        // When
        List<Integer> pages = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = operator.get("/api/v1/tasks?text=needle" + cursor);
            pages.add(page.getList("data").size());
            assertEquals(
                    page.getString("meta.page.next") == null ? null : 10_000, page.<Integer>get("meta.page.examined"));
            cursor = page.getString("meta.page.next") == null ? "" : "&cursor=" + page.getString("meta.page.next");
        } while (!cursor.isEmpty());

        // Then
        assertEquals(List.of(0, 0, 0), pages);
        int dead = 0;
        do {
            JsonPath page = operator.get("/api/v1/tasks?state=DEAD&limit=500&text=AN ERROR" + cursor);
            dead += page.getList("data").size();
            cursor = page.getString("meta.page.next") == null ? "" : "&cursor=" + page.getString("meta.page.next");
        } while (!cursor.isEmpty());
        assertEquals(2_500, dead);
    }

    @Test
    void everySearchGoesByIndexOneCandidateAfterTheOther() {
        Map<Source, String> index = Map.of(
                Source.TASKS_OF_TENANT, "task_of_tenant",
                Source.TASKS, "task_pkey",
                Source.RUNNING, "running_pkey",
                Source.DEFERRED, "deferred_pkey",
                Source.READY_OF_TENANT, "segment_in_order",
                Source.READY, "segment",
                Source.DEAD, "attempt_ended_badly",
                Source.CANCELLED, "attempt_ended_badly",
                Source.NOWHERE, "task_pkey");
        for (Source source : Source.values()) {
            Plan plan = Plan.of(pool, ScanSql.list(List.of(source))).uses(String.valueOf(index.get(source)));
            assertEquals(-1, plan.text().indexOf("Hash Join"), plan::text);
            assertEquals(-1, plan.text().indexOf("Merge Join"), plan::text);
            if (source != Source.READY) {
                plan.readsNoTableWhole();
            }
        }
        // As a range of both columns there is no other index that it could walk through.
        Plan.of(pool, ScanSql.list(List.of(Source.TASKS_OF_TENANT))).uses("(ROW(tenant, id) < ROW($1, $15))");
        Plan.of(pool, TaskSearch.SIZE_OF_TENANT)
                .uses("task_of_tenant")
                .uses("segment_in_order")
                .readsNoTableWhole();
        Plan.of(pool, ScanSql.list(List.of(Source.DEAD, Source.RUNNING, Source.DEFERRED)))
                .uses("attempt_ended_badly")
                .readsNoTableWhole();
        Plan.of(pool, ScanSql.counts(List.of(Source.DEAD))).readsNoTableWhole();
    }
}
