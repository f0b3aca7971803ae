package dev.headrace.e2e.deadletter;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scenarios E6 and E8, and a redrive whose replicas are killed. */
@Timeout(180)
class DeadLetterIT {
    private static final int REDRIVEN = 4_000;
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String DIE = """
            WITH t AS (
              INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, max_attempts)
              SELECT uuidv7(), ?, 'user', 'many', 'default', 2, '{}', now(), now(), 1 FROM generate_series(1, ?) RETURNING id)
            INSERT INTO attempt (task_id, lease, attempt, due_at, started_at, finished_at, outcome, state_after, error_type,
                                 error_message, reason)
            SELECT id, nextval('lease_number'), 1, now(), now(), now(), 'failed', 'DEAD', 'IOError', 'gone', 'NOT_RETRYABLE'
            FROM t
            """;

    /** Tasks that were given a run as often as this. */
    private static final String RUNS = """
            SELECT count(*) FROM (
              SELECT a.task_id FROM attempt a JOIN task t ON t.id = a.task_id
              WHERE t.tenant = ? AND a.outcome = 'requeued' GROUP BY a.task_id HAVING count(*) = ?) n
            """;

    private final SharedSuite suite = SharedSuite.get();

    @Test
    void anOperatorRetriesTheCriticalOnesInBulkAndResolvesTheOthers() throws IOException {
        // Given: E6
        Crew crew = new Crew();
        crew.submit(40, "pay", "CRITICAL");
        crew.workThrough(40, "card service is away");
        crew.submit(60, "mail", "NORMAL");
        crew.workThrough(60, "no such address");
        assertEquals(2, crew.groups().size());
        assertEquals(100, crew.count("&status=PENDING"));

        // When: three calls
        ObjectNode retry = Api.object().put("action", "retry").put("reason", "the card service is back");
        retry.putObject("filter").put("priority", "CRITICAL");
        ObjectNode resolve = Api.object().put("action", "resolve").put("reason", "their accounts are closed");
        resolve.putObject("filter").put("type", "mail");
        String retried = crew.act(retry);
        String resolved = crew.act(resolve);
        await().atMost(PATIENCE).until(() -> state(crew, retried) + state(crew, resolved), "DONEDONE"::equals);
        crew.workThrough(40, "");

        // Then
        await().atMost(PATIENCE).until(() -> crew.count("&status=RESOLVED"), n -> n == 100);
        assertEquals(0, crew.groups().size());
        assertEquals(
                40,
                crew.user
                        .get("/api/v1/tasks?state=SUCCEEDED")
                        .expect(200)
                        .data()
                        .size());
        JsonNode file =
                crew.operator.get(LETTERS + "/export.csv?type=pay").expect(200).body();
        assertEquals(41, file.path("unreadable").asText().lines().count(), "lines of the exported file");
    }

    @Test
    void oneTenantsFailuresNeitherShowToAnotherNorSlowIt() throws Exception {
        // Given: E8
        Crew failing = new Crew();
        Crew working = new Crew();
        failing.submit(1_000, "storm", "CRITICAL");
        List<Long> alone = latencies(working, 40);

        // When
        List<Long> beside = new ArrayList<>();
        try (Storm storm = new Storm(failing)) {
            beside.addAll(latencies(working, 40));
            assertTrue(storm.deaths() > 0, "the other tenant's tasks died meanwhile");
        }

        // Then
        failing.workThrough(1_000 - failing.count("&status=PENDING"), "card 4711 was declined");
        assertEquals(1_000, failing.count(""));
        assertEquals(0, working.count(""));
        assertEquals(0, working.groups().size());
        String foreign = failing.operator
                .get(LETTERS)
                .expect(200)
                .data()
                .path(0)
                .path("id")
                .asText();
        working.operator.get(LETTERS + "/" + foreign).expect(404);
        working.operator
                .post(LETTERS + "/" + foreign + "/abandon", Api.object())
                .expect(404);
        long usual = middle(alone);
        long now = middle(beside);
        assertTrue(
                now < Math.max(500, 10 * usual), "from submit to success: " + usual + " ms alone, " + now + " beside");
    }

    @Test
    void aRedriveOutlivesItsReplicas() throws Exception {
        // Given
        Crew crew = new Crew();
        run(DIE, crew.tenant, REDRIVEN);
        ObjectNode retry = Api.object().put("action", "retry").put("rate_per_s", 1_000);
        retry.putObject("filter").put("type", "many");
        String action = crew.act(retry);
        await().atMost(PATIENCE).until(() -> progress(crew, action), n -> n >= 1_000);

        // When
        List<Server> replicas = suite.parts().replicas(Service.TASK);
        replicas.forEach(Server::kill);
        replicas.parallelStream().forEach(Server::start);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> state(crew, action), "DONE"::equals);

        // Then
        assertEquals(REDRIVEN, progress(crew, action));
        assertEquals(REDRIVEN, run(RUNS, crew.tenant, 1));
        assertEquals(REDRIVEN, crew.count("&status=RETRYING"));
        assertEquals(List.of(), suite.tasks().broken());
        ObjectNode cancel = Api.object().put("action", "cancel");
        cancel.putObject("filter").put("type", "many");
        crew.operator.post("/api/v1/tasks/actions", cancel).expect(202);
    }

    private static String state(Crew crew, String action) throws IOException {
        return crew.operator.get(action).expect(200).data().path("state").asText();
    }

    private static int progress(Crew crew, String action) throws IOException {
        return crew.operator.get(action).expect(200).data().path("done").asInt();
    }

    /** From the submission of a task to its success, one after the other. */
    private static List<Long> latencies(Crew crew, int tasks) throws IOException {
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            long begun = System.nanoTime();
            crew.submit(1, "quiet", "NORMAL");
            crew.workThrough(1, "");
            latencies.add((System.nanoTime() - begun) / 1_000_000);
        }
        return latencies;
    }

    private static long middle(List<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private int run(String sql, String tenant, int n) throws SQLException {
        try (Connection connection = suite.parts().postgres().address().connect("headrace_task");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant);
            statement.setInt(2, n);
            if (!statement.execute()) {
                return statement.getUpdateCount();
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
