package dev.headrace.task.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that cannot be broken prove nothing: every kind of damage must be found. */
@OnEngines
@Timeout(120)
class TaskInvariantsIT {
    private static final String AGAIN = """
            INSERT INTO attempt (task_id, lease, attempt, due_at, finished_at, outcome, state_after)
            SELECT task_id, lease + 1000000, attempt, due_at, finished_at, outcome, state_after FROM attempt
            """;

    @Inject
    DataSource tables;

    enum Damage {
        LOST("exactly one place", "DELETE FROM segment"),
        TWICE_IN_A_SEGMENT("exactly one place", "UPDATE segment SET ids = ids || ids, size = 2 * size"),
        FINISHED_AND_READY(
                "exactly one place",
                "UPDATE segment SET ids = ids || (SELECT task_id FROM attempt WHERE state_after = 'SUCCEEDED'), size ="
                        + " size + 1"),
        UNFINISHED("exactly one place", "UPDATE attempt SET state_after = 'READY' WHERE state_after = 'SUCCEEDED'"),
        NO_TASK("what has a place is a task", "DELETE FROM task WHERE id IN (SELECT id FROM running)"),
        WRONG_SIZE("a segment counts its ids", "UPDATE segment SET size = size + 1"),
        EMPTY("a segment counts its ids", "UPDATE segment SET head = size"),
        WRONG_QUEUE("the tasks of a segment are of its kind", "UPDATE segment SET queue = 'elsewhere'"),
        WRONG_PRIORITY("the tasks of a segment are of its kind", "UPDATE segment SET priority = 0"),
        ONE_LEASE_TWICE("a lease number is given once", "UPDATE running SET lease = (SELECT min(lease) FROM attempt)"),
        OLD_LEASE(
                "the lease in force is the last",
                "UPDATE attempt SET task_id = (SELECT id FROM running), lease = lease + 1000000 WHERE outcome ="
                        + " 'released'"),
        FINISHED_TWICE("nothing happens to a task after its success", AGAIN + "WHERE state_after = 'SUCCEEDED'"),
        ATTEMPT_NOT_COUNTED(
                "a failure that is tried again makes the next attempt", AGAIN + "WHERE state_after = 'RETRYING'"),
        WAITS_FOR_ANOTHER_ATTEMPT("where a task waits it knows its attempt", "UPDATE deferred SET attempt = 7"),
        CRASH_MADE_UP("silent workers are counted", "UPDATE segment SET crashes = 2"),
        READY_BUT_DEFERRED(
                "the last attempt decides",
                "UPDATE attempt SET state_after = 'READY' WHERE state_after = 'RETRYING'; "
                        + "UPDATE deferred SET attempt = 1"),
        NEVER_FAILED("what waits to be tried again has failed", "DELETE FROM attempt WHERE state_after = 'RETRYING'"),
        NO_LETTER("what is given up has a dead letter", "DELETE FROM dead_letter"),
        OLD_LETTER("what is given up has a dead letter", "UPDATE dead_letter SET lease = lease - 1"),
        LETTER_OF_NOBODY("a dead letter stands as its task does", "UPDATE dead_letter SET task_id = uuidv7()"),
        LETTER_RUNS_ON("a dead letter stands as its task does", "UPDATE dead_letter SET status = 'RETRYING'"),
        LETTER_OF_THE_LIVING(
                "a dead letter stands as its task does", "UPDATE dead_letter SET task_id = (SELECT id FROM running)");

        private final String rule;
        private final String sql;

        Damage(String rule, String sql) {
            this.rule = rule;
            this.sql = sql;
        }
    }

    /** A task in each place: ready, running, waiting to be tried again, done, given up, and handed back. */
    @BeforeEach
    void lives() {
        TaskApi api = TaskApi.ofNewTenant();
        TaskApi.Worker worker = api.worker();
        for (String type : List.of("done", "dead", "failed", "released", "running")) {
            api.submit(type);
        }
        for (Leased task : worker.lease(Map.of("max", 5, "wait_ms", 5_000))) {
            switch (task.type()) {
                case "done" -> worker.answer(task.succeeded());
                case "dead" -> worker.answer(task.failed(Map.of("retryable", false)));
                case "failed" -> worker.answer(task.failed(Map.of("retry_after_ms", 3_600_000)));
                case "released" -> worker.answer(task.said("released"));
                default -> {
                    // Goes on running.
                }
            }
        }
        api.submit("ready");
    }

    @AfterEach
    void clear() throws SQLException {
        run(
                "DELETE FROM segment; DELETE FROM deferred; DELETE FROM running; DELETE FROM attempt; DELETE FROM dead_letter;"
                        + " DELETE FROM task");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = tables.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> broken() throws SQLException {
        try (Connection connection = tables.getConnection()) {
            return TaskInvariants.broken(connection);
        }
    }

    @Test
    void whatTheServiceWritesBreaksNone() throws SQLException {
        assertEquals(List.of(), broken());
    }

    @ParameterizedTest
    @EnumSource
    void everyDamageIsFound(Damage damage) throws SQLException {
        // When
        run(damage.sql);

        // Then
        List<String> broken = broken();
        assertTrue(broken.stream().anyMatch(rule -> rule.contains(damage.rule)), damage + " was not found: " + broken);
    }
}
