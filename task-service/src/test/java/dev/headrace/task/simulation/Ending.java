package dev.headrace.task.simulation;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tables hold of a tenant in the end, beside what the model holds. */
final class Ending {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String STATES = "SELECT id::text, state FROM task_now WHERE tenant = $1";
    private static final String ATTEMPTS = """
            SELECT a.task_id::text AS id, a.lease, a.attempt, a.outcome, a.state_after
            FROM attempt a JOIN task t ON t.id = a.task_id WHERE t.tenant = $1 ORDER BY a.lease
            """;

    private final Pool pool;

    Ending(Pool pool) {
        this.pool = pool;
    }

    /** @throws AssertionError if they differ */
    void compare(String tenant, Model model) {
        Map<String, List<String>> expected = new TreeMap<>();
        for (Life task : model.tasks) {
            List<String> lines = new ArrayList<>();
            lines.add(task.state.name());
            task.past.forEach(p -> lines.add(
                    line(p.lease(), p.attempt(), p.outcome(), p.after().name())));
            expected.put(task.id, lines);
        }
        Map<String, List<String>> stored = stored(tenant, expected);
        if (!stored.equals(expected)) {
            stored.entrySet().removeIf(e -> e.getValue().equals(expected.get(e.getKey())));
            expected.entrySet().removeIf(e -> !stored.containsKey(e.getKey()));
            throw new AssertionError("in the end the model holds " + expected + ", the tables " + stored);
        }
    }

    private Map<String, List<String>> stored(String tenant, Map<String, List<String>> expected) {
        Map<String, List<String>> stored = new TreeMap<>();
        for (Row row : query(STATES, tenant)) {
            stored.put(row.getString("id"), new ArrayList<>(List.of(row.getString("state"))));
        }
        for (Row row : query(ATTEMPTS, tenant)) {
            List<String> lines = stored.computeIfAbsent(row.getString("id"), id -> new ArrayList<>());
            String outcome = row.getString("outcome");
            // Nobody is told the number under which a waiting task was cancelled.
            String own = line(-1, row.getShort("attempt"), outcome, row.getString("state_after"));
            boolean unnamed =
                    expected.getOrDefault(row.getString("id"), List.of()).contains(own);
            lines.add(
                    unnamed && "cancelled".equals(outcome)
                            ? own
                            : line(
                                    row.getLong("lease"),
                                    row.getShort("attempt"),
                                    outcome,
                                    row.getString("state_after")));
        }
        return stored;
    }

    private static String line(long lease, int attempt, String outcome, String after) {
        return lease + " attempt " + attempt + " " + outcome + " " + after;
    }

    private RowSet<Row> query(String sql, String tenant) {
        return pool.preparedQuery(sql).execute(Tuple.of(tenant)).await().atMost(PATIENCE);
    }
}
