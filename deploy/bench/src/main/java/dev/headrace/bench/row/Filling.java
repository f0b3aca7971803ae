package dev.headrace.bench.row;

import dev.headrace.bench.probe.Database;
import java.sql.SQLException;

/** Fills the tables of the task service, past the service: as they are after months of work. */
final class Filling {
    private static final long CHUNK = 500_000;

    private static final String FINISHED = """
        WITH t AS (%s)
        INSERT INTO attempt (task_id, lease, attempt, due_at, started_at, finished_at, outcome, state_after)
        SELECT id, nextval('lease_number'), 1, run_at, run_at, run_at, 'succeeded', 'SUCCEEDED' FROM t
        """;

    private static final String DEFERRED = """
        WITH t AS (%s)
        INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
        SELECT id, tenant, 'bench-later', 'bench', 2, run_at, 1, 0, false FROM t
        """;

    private final Database database;

    Filling(Database database) {
        this.database = database;
    }

    void fill(long finished, long deferred) throws SQLException {
        insert(FINISHED, "bench-done", "now() - interval '30 days'", finished);
        insert(DEFERRED, "bench-later", "now() + interval '7 days'", deferred);
        System.err.println("vacuum");
        database.run("VACUUM ANALYZE");
        database.run("CHECKPOINT");
    }

    private void insert(String statement, String queue, String runAt, long rows) throws SQLException {
        for (long done = 0; done < rows; done += CHUNK) {
            System.err.println(queue + " " + done);
            database.run(statement.formatted(tasks(queue, runAt, Math.min(CHUNK, rows - done))));
        }
    }

    /** Ids of the last thirty days, in order; tenant and payload as in the rounds. */
    private static String tasks(String queue, String runAt, long rows) {
        return """
            INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, max_attempts)
            SELECT uuidv7(interval '-30 days'), (SELECT tenant FROM task LIMIT 1), 'bench', 'bench', '%s', 2,
                   '{"t":"0","d":"' || repeat('x', 180) || '"}', now() - interval '30 days', %s, 5
            FROM generate_series(1, %d)
            RETURNING id, tenant, run_at\
            """.formatted(queue, runAt, rows);
    }
}
