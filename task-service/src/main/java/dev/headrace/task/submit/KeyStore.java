package dev.headrace.task.submit;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Idempotency keys: the first submission of a key wins, in the transaction that writes its task. */
@Singleton
class KeyStore {
    /** Whose key. */
    record Key(String tenant, String owner, String key) {
        static Key of(Submission s) {
            return new Key(s.facts().tenant(), s.facts().owner(), String.valueOf(s.idempotencyKey()));
        }
    }

    /** The submission that had the key first, and where its task stands. */
    record First(String fingerprint, Submitted task) {}

    /** Rows are inserted in key order, so that two batches never wait for one another in a circle. */
    private static final String RESERVE = """
            INSERT INTO idempotency (tenant, owner, key, task_id, fingerprint)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[])
            ON CONFLICT DO NOTHING
            RETURNING task_id
            """;

    private static final String FIRST = """
            SELECT k.tenant, k.owner, k.key, k.fingerprint, t.id, t.state, t.queue, t.priority, t.run_at
            FROM unnest($1::text[], $2::text[], $3::text[]) AS i (tenant, owner, key)
            JOIN idempotency k ON k.tenant = i.tenant AND k.owner = i.owner AND k.key = i.key
            JOIN task_now t ON t.id = k.task_id
            """;

    /** Takes the keys that are free; returns the tasks that may be written. */
    Uni<Set<UUID>> reserve(SqlConnection connection, List<Submission> keyed) {
        List<Submission> sorted = keyed.stream()
                .sorted(Comparator.comparing((Submission s) -> s.facts().tenant())
                        .thenComparing(s -> s.facts().owner())
                        .thenComparing(s -> String.valueOf(s.idempotencyKey())))
                .toList();
        Tuple parameters = keys(sorted)
                .addArrayOfUUID(sorted.stream().map(s -> s.facts().id()).toArray(UUID[]::new))
                .addArrayOfString(sorted.stream().map(Fingerprint::of).toArray(String[]::new));
        return connection.preparedQuery(RESERVE).execute(parameters).map(KeyStore::ids);
    }

    private static Set<UUID> ids(RowSet<Row> rows) {
        Set<UUID> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.getUUID("task_id")));
        return ids;
    }

    /** Who had the keys first. */
    Uni<Map<Key, First>> firsts(SqlConnection connection, List<Submission> late) {
        return connection.preparedQuery(FIRST).execute(keys(late)).map(KeyStore::firsts);
    }

    private static Map<Key, First> firsts(RowSet<Row> rows) {
        Map<Key, First> firsts = new HashMap<>();
        for (Row row : rows) {
            Submitted task = new Submitted(
                    row.getUUID("id"),
                    TaskState.valueOf(row.getString("state")),
                    row.getString("queue"),
                    Priority.ofRank(row.getShort("priority")).name(),
                    row.getOffsetDateTime("run_at").toInstant());
            Key key = new Key(row.getString("tenant"), row.getString("owner"), row.getString("key"));
            firsts.put(key, new First(row.getString("fingerprint"), task));
        }
        return firsts;
    }

    private static Tuple keys(List<Submission> submissions) {
        return Tuple.tuple()
                .addArrayOfString(
                        submissions.stream().map(s -> s.facts().tenant()).toArray(String[]::new))
                .addArrayOfString(
                        submissions.stream().map(s -> s.facts().owner()).toArray(String[]::new))
                .addArrayOfString(
                        submissions.stream().map(Submission::idempotencyKey).toArray(String[]::new));
    }
}
