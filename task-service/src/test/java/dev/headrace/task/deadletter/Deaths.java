package dev.headrace.task.deadletter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Many tasks that died at once, written past the service. */
final class Deaths {
    private static final String DIE = """
            WITH t AS (
              INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, max_attempts)
              SELECT uuidv7(), ?, ?, ?, 'default', 2, '{}', now(), now(), 1 FROM generate_series(1, ?) RETURNING id)
            INSERT INTO attempt (task_id, lease, attempt, due_at, started_at, finished_at, outcome, state_after, error_type,
                                 error_message, reason, fingerprint)
            SELECT id, nextval('lease_number'), 1, now(), now(), now(), 'failed', 'DEAD', 'java.io.IOException', ?,
                   'NOT_RETRYABLE', md5(?)
            FROM t
            """;

    private Deaths() {}

    static void of(DataSource tables, String tenant, String owner, String type, int n, String message)
            throws SQLException {
        try (Connection connection = tables.getConnection();
                PreparedStatement statement = connection.prepareStatement(DIE)) {
            statement.setString(1, tenant);
            statement.setString(2, owner);
            statement.setString(3, type);
            statement.setInt(4, n);
            statement.setString(5, message);
            statement.setString(6, message);
            statement.executeUpdate();
        }
    }
}
