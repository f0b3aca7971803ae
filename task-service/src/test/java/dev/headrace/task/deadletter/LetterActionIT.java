package dev.headrace.task.deadletter;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.BulkActions;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
class LetterActionIT {
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String ACTIONS = LETTERS + "/actions";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);
    private final BulkActions actions = new BulkActions(api, ACTIONS);

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

    private void died(int n, String type, String message) throws SQLException {
        Deaths.of(tables, tenant, "alone", type, n, message);
    }

    /** Follows the pages of a list to its end. */
    private List<String> all(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = api.get(LETTERS + query + cursor);
            ids.addAll(page.getList("data.id"));
            String next = page.getString("meta.page.next");
            cursor = next == null ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void theListIsFilteredAndItsPagesHaveEachOnce() throws SQLException {
        // Given
        died(700, "mail.send", "connection refused");
        died(20, "pay", "card 4711 declined");
        String first = api.get(LETTERS + "?type=pay").getString("data[0].id");
        api.post(LETTERS + "/" + first + "/abandon", Map.of()).then().statusCode(200);

        // When / Then
        List<String> pages = all("?type=mail.*&limit=300");
        assertEquals(700, pages.size());
        assertEquals(700, new HashSet<>(pages).size());
        assertEquals(700, all("?text=REFUSED&limit=500").size());
        assertEquals(19, all("?type=pay&status=pending").size());
        assertEquals(720, all("?status=PENDING,ABANDONED&limit=500").size());
        assertEquals(List.of(first), all("?status=ABANDONED"));
        assertEquals(0, all("?failure_type=SYSTEM_DISK_FULL").size());
        assertEquals(0, all("?from=2100-01-01T00:00:00Z").size());
        assertEquals(0, all("?to=2020-01-01T00:00:00Z").size());
        assertEquals(
                20,
                all("?type=pay&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")
                        .size());
        String cursor = api.get(LETTERS + "?type=pay&limit=5").getString("meta.page.next");
        api.call()
                .get(LETTERS + "?type=mail.send&cursor=" + cursor)
                .then()
                .statusCode(422)
                .body("error.errors[0].code", equalTo("OTHER_FILTER"));
    }

    @Test
    void aGroupIsFoundAndActedOn() throws SQLException {
        // Given
        died(60, "mail", "connection refused");
        died(40, "pay", "card declined");

        // When
        JsonPath groups = api.get(LETTERS + "/groups");
        String declined = groups.getString("data[1].fingerprint");
        String id = actions.act(Map.of(
                        "action", "abandon", "reason", "the card is gone", "filter", Map.of("fingerprint", declined)))
                .statusCode(202)
                .extract()
                .path("data.id");
        JsonPath action = actions.finished(id);

        // Then
        assertEquals(List.of(60, 40), groups.getList("data.count"));
        assertEquals("connection refused", groups.getString("data[0].sample.error_message"));
        assertEquals("RISING", groups.getString("data[0].trend.direction"));
        assertEquals("MANUAL_INVESTIGATION", groups.getString("data[0].suggestion.remediation"));
        assertEquals(40, action.getInt("data.done"));
        assertEquals(List.of(60), api.get(LETTERS + "/groups").getList("data.count"));
        assertEquals(List.of(40), api.get(LETTERS + "/groups?status=ABANDONED").getList("data.count"));
        String one = api.get(LETTERS + "?type=pay").getString("data[0].id");
        JsonPath letter = api.get(LETTERS + "/" + one);
        assertEquals("the card is gone", letter.getString("data.history[-1].detail"));
        assertEquals(id, letter.getString("data.history[-1].bulk_action"));
    }

    @Test
    void aThousandFailuresOfThreeCausesAreThreeGroups() {
        // Given
        Mixture mixture = new Mixture();
        List<Map<String, Object>> tasks = IntStream.range(0, 1_000)
                .<Map<String, Object>>mapToObj(i -> Map.of("type", "t" + i % 7, "payload", i))
                .toList();
        api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).then().statusCode(200);
        TaskApi.Worker worker = api.worker();

        // When
        worker.answer(worker.lease(Map.of("max", 1_000, "wait_ms", 5_000)).stream()
                .map(leased -> leased.failed(mixture.next()))
                .toList());

        // Then
        JsonPath groups = api.get(LETTERS + "/groups");
        assertEquals(3, groups.getList("data").size(), groups::prettify);
        assertEquals(
                1_000,
                groups.<Integer>getList("data.count").stream().mapToInt(n -> n).sum());
        assertEquals(
                List.of("org.postgresql.util.PSQLException", "OSError", "AxiosError"),
                groups.getList("data.sample.error_type"));
        assertEquals("SYSTEM_DISK_FULL", groups.getString("data[1].failure.type"));
        assertEquals("SCALE_RESOURCES", groups.getString("data[1].suggestion.remediation"));
    }

    @Test
    void manyByIdHaveAResultEach() throws SQLException {
        // Given
        died(3, "a", "m");
        List<String> ids = api.get(LETTERS).getList("data.id");
        api.post(LETTERS + "/" + ids.get(2) + "/resolve", Map.of()).then().statusCode(200);
        List<String> asked = List.of(
                ids.get(0),
                ids.get(2),
                "nonsense",
                ids.get(0),
                UUID.randomUUID().toString());

        // When / Then
        List<String> results = List.of("done", "skipped", "invalid", "duplicate", "not_found");
        actions.act(Map.of("action", "retry", "ids", asked, "dry_run", true))
                .statusCode(200)
                .body("data.results.result", equalTo(results));
        assertEquals("PENDING", api.get(LETTERS + "/" + ids.get(0)).getString("data.status"));
        String action = actions.act(Map.of("action", "retry", "priority", "CRITICAL", "ids", asked))
                .statusCode(200)
                .body("data.results.result", equalTo(results))
                .body("data.results[0].status", equalTo("RETRYING"))
                .extract()
                .path("data.action_id");
        assertEquals("DONE", api.get(ACTIONS + "/" + action).getString("data.state"));
        assertEquals(action, api.get(ACTIONS).getString("data[0].id"));
        api.call().get("/api/v1/tasks/actions/" + action).then().statusCode(404);
        assertEquals(1, api.worker().lease(Map.of("max", 10)).size());
    }

    @Test
    void aRedriveGoesAtItsRateAndCanBeStopped() throws SQLException {
        // Given
        died(100, "slow", "m");
        Map<String, Object> filter = Map.of("type", "slow");
        actions.act(Map.of("action", "retry", "filter", filter, "dry_run", true))
                .statusCode(200)
                .body("data.matched", equalTo(100))
                .body("data.applicable", equalTo(100))
                .body("data.by_state.PENDING", equalTo(100));

        // When
        String id = actions.act(Map.of("action", "retry", "filter", filter, "rate_per_s", 20))
                .statusCode(202)
                .extract()
                .path("data.id");
        await().atMost(PATIENCE).until(() -> api.get(ACTIONS + "/" + id).getInt("data.done"), n -> n >= 20);
        api.post(ACTIONS + "/" + id + "/stop", Map.of()).then().statusCode(200).body("data.state", equalTo("STOPPED"));

        // Then
        int done = api.get(ACTIONS + "/" + id).getInt("data.done");
        assertTrue(done < 100, "a redrive at 20/s was stopped after " + done);
        assertEquals(done, all("?status=RETRYING&limit=500").size());
        assertEquals(done, api.worker().lease(Map.of("max", 200)).size());
    }

    @Test
    void aRedriveWhoseReplicaDiedGoesOnFromWhereItWas() throws SQLException {
        // Given: a step that was begun at the seventh newest, and nobody to end it
        died(10, "x", "m");
        List<String> ids = all("?type=x");
        UUID id = UUID.randomUUID();
        pool.preparedQuery("""
                        INSERT INTO bulk_action (id, tenant, owner, scope_tenant, subject, request, state, position, matched, done,
                                                 step, next_at)
                        VALUES ($1, $2, 'alone', $2, 'DEAD_LETTER', '{"action":"retry","filter":{"type":"x"}}', 'RUNNING', $3,
                                4, 4, 7, now())
                        """)
                .execute(Tuple.of(id, tenant, UUID.fromString(ids.get(3))))
                .await()
                .atMost(PATIENCE);

        // When
        JsonPath action = actions.finished(id.toString());

        // Then: the four newest were done before
        assertEquals("DONE", action.getString("data.state"));
        assertEquals(10, action.getInt("data.done"));
        assertEquals(ids.subList(0, 4), all("?status=PENDING"));
        assertEquals(ids.subList(4, 10), all("?status=RETRYING"));
    }

    @Test
    void whatSomebodyHasDecidedIsOnlyTouchedIfTheFilterSaysSo() throws SQLException {
        // Given
        died(5, "d", "m");
        String kept = api.get(LETTERS).getString("data[0].id");
        api.post(LETTERS + "/" + kept + "/abandon", Map.of()).then().statusCode(200);

        // When
        String id = actions.act(Map.of("action", "retry", "filter", Map.of("type", "d")))
                .extract()
                .path("data.id");

        // Then
        assertEquals(4, actions.finished(id).getInt("data.matched"));
        assertEquals(List.of(kept), all("?status=ABANDONED"));
        id = actions.act(Map.of("action", "retry", "filter", Map.of("type", "d", "status", "ABANDONED")))
                .extract()
                .path("data.id");
        assertEquals(1, actions.finished(id).getInt("data.done"));
    }

    @Test
    void theExportHasEveryOneAndNoFormula() throws SQLException {
        // Given
        died(1_200, "bulk", "plain");
        died(1, "evil", "=HYPERLINK(\"http://x\",\"a\")");

        // When
        String csv = api.call()
                .get(LETTERS + "/export.csv")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .header("Transfer-Encoding", "chunked")
                .extract()
                .asString();

        // Then
        List<String> lines = csv.lines().toList();
        assertEquals(1_202, lines.size());
        assertTrue(lines.getFirst().startsWith("id,task_id,tenant,"), lines.getFirst());
        assertTrue(lines.get(1).contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\","), lines.get(1));
        assertEquals(
                2,
                api.call()
                        .get(LETTERS + "/export.csv?type=evil")
                        .asString()
                        .lines()
                        .count());
        api.call()
                .get(LETTERS + "/export.csv?status=GONE")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("status"));
    }

    @Test
    void badInputIsNamed() {
        actions.act(Map.of("action", "explode", "rate_per_s", 0, "priority", "NOW"))
                .statusCode(422)
                .body("error.errors.field", hasItems("action", "filter", "rate_per_s", "priority"));
        actions.act(Map.of("action", "assign", "ids", List.of("x"), "delay_ms", 5, "reason", "r"))
                .statusCode(422)
                .body("error.errors.field", hasItems("assignee", "delay_ms", "reason"));
        actions.act(Map.of("ids", List.of("x"), "priority", "HIGH", "delay_ms", 5, "assignee", "ann", "reason", "r"))
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("action")));
        actions.act(Map.of("action", "retry", "filter", Map.of()))
                .statusCode(422)
                .body("error.errors[0].field", equalTo("filter"));
        actions.act(Map.of("action", "retry", "filter", Map.of("status", List.of("GONE"), "from", "now")))
                .statusCode(422)
                .body("error.errors.field", hasItems("filter.status", "filter.from"));
        actions.act(Map.of("action", "retry", "filter", Map.of("colour", "red")))
                .body("error.errors[0].field", equalTo("filter.colour"));
        Set<String> known = Set.of("nothing", UUID.randomUUID().toString());
        known.forEach(id -> api.call().get(ACTIONS + "/" + id).then().statusCode(404));
    }

    @Test
    void everyLookGoesByIndex() throws SQLException {
        // Given: as many as make one index better than another
        for (int i = 0; i < 5; i++) {
            Deaths.of(tables, tenant + i, "alone", "p" + i, 1_000, "m");
        }
        pool.query("UPDATE dead_letter SET status = 'RESOLVED' WHERE type IN ('p0', 'p1')")
                .execute()
                .chain(() -> pool.query("VACUUM ANALYZE dead_letter").execute())
                .await()
                .atMost(PATIENCE);

        // Then
        Map<LetterSource, String> index = Map.of(
                LetterSource.OF_TASK, "dead_letter_task_id_key",
                LetterSource.OF_GROUP, "dead_letter_of_group",
                LetterSource.OF_TENANT_BY_STATUS, "dead_letter_by_status",
                LetterSource.OF_TENANT, "dead_letter_of_tenant",
                LetterSource.PENDING, "dead_letter_pending",
                LetterSource.ALL, "dead_letter_pkey");
        for (LetterSource source : LetterSource.values()) {
            String wanted = String.valueOf(index.get(source));
            for (String sql : List.of(LetterSql.list(source), LetterSql.brief(source), LetterSql.counts(source))) {
                Plan.of(pool, sql).uses(wanted).readsNoTableWhole();
            }
            Plan.of(pool, LetterSql.groups(source)).readsNoTableWhole();
            if (source.isCovering()) {
                for (boolean owned : List.of(true, false)) {
                    Plan.of(pool, LetterSql.groupsCovered(source, owned))
                            .uses("Index Only Scan Backward using " + wanted)
                            .uses("HashAggregate")
                            .readsNoTableWhole();
                }
            }
        }
        Plan.of(pool, LetterStore.CHANGE).uses("dead_letter_pkey").readsNoTableWhole();
        Plan.of(pool, LetterMetrics.COUNT).uses("dead_letter_pending").readsNoTableWhole();
        Plan.of(pool, SettleStore.SETTLE_DUE).uses("dead_letter_to_look_at").readsNoTableWhole();
        Plan.of(pool, SettleStore.SETTLE_TASKS).uses("dead_letter_task_id_key").readsNoTableWhole();
    }
}
