package dev.headrace.e2e.witness;

import dev.headrace.e2e.check.Evidence.Ended;
import dev.headrace.e2e.check.Evidence.Stored;
import dev.headrace.local.fixture.TaskInvariants;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the task database by plain SQL, not through the service. */
public final class TaskTables {
    /** Which small table holds a task, or else its last attempt, says its state. */
    private static final String TASKS = """
            SELECT t.id::text,
                   CASE WHEN EXISTS (SELECT FROM segment s WHERE t.id = ANY (s.ids[s.head + 1 :])) THEN 'READY'
                        WHEN EXISTS (SELECT FROM running r WHERE r.id = t.id) THEN 'RUNNING'
                        WHEN EXISTS (SELECT FROM deferred d WHERE d.id = t.id) THEN 'DEFERRED'
                        ELSE (SELECT a.state_after FROM attempt a WHERE a.task_id = t.id ORDER BY a.lease DESC LIMIT 1)
                   END
            FROM task t WHERE t.queue = ?
            """;

    private static final String ATTEMPTS = """
            SELECT a.task_id::text, a.lease, a.outcome, a.state_after
            FROM attempt a JOIN task t ON t.id = a.task_id
            WHERE t.queue = ? ORDER BY a.lease
            """;

    private static final String UNFINISHED = """
            SELECT count(*) FROM task t
            WHERE t.queue = ? AND NOT EXISTS (
                SELECT FROM attempt a WHERE a.task_id = t.id AND a.state_after IN ('SUCCEEDED', 'DEAD', 'CANCELLED'))
            """;

    private static final String AGE = "UPDATE segment SET due_at = due_at - ? * interval '1 second' WHERE tenant = ?";

    private final Connector connector;

    /** Opens a connection to the task database. */
    public interface Connector {
        Connection connect() throws SQLException;
    }

    public TaskTables(Connector connector) {
        this.connector = connector;
    }

    /** Tasks of a queue that have not ended. */
    public int unfinished(String queue) throws SQLException {
        try (Connection connection = connector.connect();
                PreparedStatement statement = connection.prepareStatement(UNFINISHED)) {
            statement.setString(1, queue);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** So much time passes for the ready tasks of a tenant. */
    public void age(String tenant, Duration by) throws SQLException {
        try (Connection connection = connector.connect();
                PreparedStatement statement = connection.prepareStatement(AGE)) {
            statement.setLong(1, by.toSeconds());
            statement.setString(2, tenant);
            statement.executeUpdate();
        }
    }

    /** Every task of a queue, by id. */
    public Map<String, Stored> tasks(String queue) throws SQLException {
        try (Connection connection = connector.connect()) {
            Map<String, List<Ended>> attempts = attempts(connection, queue);
            Map<String, Stored> tasks = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(TASKS)) {
                statement.setString(1, queue);
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    String id = rows.getString(1);
                    String state = String.valueOf(rows.getString(2));
                    tasks.put(id, new Stored(id, state, attempts.getOrDefault(id, List.of())));
                }
            }
            return tasks;
        }
    }

    /** Each rule of the tables that does not hold now, of whatever queue, in words. */
    public List<String> broken() throws SQLException {
        try (Connection connection = connector.connect()) {
            return TaskInvariants.broken(connection);
        }
    }

    private static Map<String, List<Ended>> attempts(Connection connection, String queue) throws SQLException {
        Map<String, List<Ended>> attempts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(ATTEMPTS)) {
            statement.setString(1, queue);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                attempts.computeIfAbsent(rows.getString(1), id -> new ArrayList<>())
                        .add(new Ended(rows.getLong(2), rows.getString(3), rows.getString(4)));
            }
        }
        return attempts;
    }
}
