package dev.headrace.task.outcome;

import dev.headrace.platform.api.FieldError;
import dev.headrace.task.store.EventBatch;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends leases by what the database knows of them, all of a batch at once. The lease number guards every write. */
@Singleton
class OutcomeStore {
    /**
     * One outcome and what is wrong with it.
     *
     * @param tenant whose tasks it may end; null is anybody's
     */
    record Item(@Nullable String tenant, Outcome outcome, List<FieldError> errors) {
        boolean covers(String ofTenant) {
            return tenant == null || tenant.equals(ofTenant);
        }

        boolean isValid() {
            return errors.isEmpty();
        }

        boolean extendsLease() {
            return outcome.result() == Outcome.Result.EXTENDED;
        }

        boolean isSilent() {
            return outcome.result() == Outcome.Result.EXPIRED;
        }

        Key key() {
            UUID id = outcome.taskId();
            Long lease = outcome.lease();
            if (id == null || lease == null) {
                throw new IllegalStateException("only valid outcomes have a key");
            }
            return new Key(id, lease);
        }
    }

    record Key(UUID taskId, long lease) {}

    record Written(List<Answer> answers, List<Moved> moved, List<ConsequenceStore.Entry> ended) {}

    static final String END = """
            DELETE FROM running r
            USING unnest($1::uuid[], $2::bigint[], $3::text[], $4::bool[]) AS i (id, lease, tenant, expired), task t
            WHERE r.id = i.id AND r.lease = i.lease AND t.id = r.id AND (i.tenant IS NULL OR t.tenant = i.tenant)
              AND (NOT i.expired OR r.expires_at < now())
            RETURNING %s, r.lease, r.worker_id, r.attempt, r.crashes, r.due_at, r.started_at, r.cancel,
                      t.max_attempts, t.retry, now() AS ended_at
            """.formatted(dev.headrace.task.store.Facts.COLUMNS);

    private static final String EXTEND = """
            UPDATE running r SET expires_at = now() + i.extend_ms * interval '1 millisecond'
            FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[]) AS i (id, lease, tenant, extend_ms), task t
            WHERE r.id = i.id AND r.lease = i.lease AND t.id = r.id AND (i.tenant IS NULL OR t.tenant = i.tenant)
            RETURNING r.id, r.lease
            """;

    /** What the database knows of outcomes whose lease is not in force: repeated, stale or unknown. */
    private static final String EXPLAIN = """
            SELECT i.id, i.lease, a.outcome
            FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS i (id, lease, tenant)
            JOIN task t ON t.id = i.id AND (i.tenant IS NULL OR t.tenant = i.tenant)
            LEFT JOIN attempt a ON a.task_id = i.id AND a.lease = i.lease
            """;

    private final ConsequenceStore consequences;
    private final Decisions decisions;

    OutcomeStore(ConsequenceStore consequences, Decisions decisions) {
        this.consequences = consequences;
        this.decisions = decisions;
    }

    /**
     * Ends or extends the leases and answers each item in order.
     *
     * @param done leases that were ended already, and how
     */
    Uni<Written> write(SqlConnection connection, EventBatch events, List<Item> items, Map<Key, Outcome.Result> done) {
        Map<Key, Item> ending = distinct(items, false);
        ending.keySet().removeAll(done.keySet());
        Map<Key, Item> extending = distinct(items, true);
        Map<Key, Outcome.Result> known = new HashMap<>(done);
        List<Moved> moved = new ArrayList<>();
        List<ConsequenceStore.Entry> over = new ArrayList<>();
        return end(connection, ending)
                .call(ended -> settle(connection, events, new Ends(ending, ended, known, moved, over)))
                .call(() -> extend(connection, extending, known))
                .chain(() -> explain(connection, items, known))
                .map(tasks -> new Written(answers(items, known, tasks), moved, over));
    }

    /** What the ended leases are turned into. */
    private record Ends(
            Map<Key, Item> items,
            List<Ended> ended,
            Map<Key, Outcome.Result> known,
            List<Moved> moved,
            List<ConsequenceStore.Entry> over) {}

    static Map<Key, Item> distinct(List<Item> items, boolean extending) {
        Map<Key, Item> distinct = new LinkedHashMap<>();
        for (Item item : items) {
            if (item.isValid() && item.extendsLease() == extending) {
                distinct.putIfAbsent(item.key(), item);
            }
        }
        return distinct;
    }

    private static Uni<List<Ended>> end(SqlConnection connection, Map<Key, Item> items) {
        return items.isEmpty()
                ? Uni.createFrom().item(List.of())
                : connection
                        .preparedQuery(END)
                        .execute(keys(items)
                                .addArrayOfBoolean(items.values().stream()
                                        .map(Item::isSilent)
                                        .toArray(Boolean[]::new)))
                        .map(OutcomeStore::ended);
    }

    private static List<Ended> ended(RowSet<Row> rows) {
        List<Ended> ended = new ArrayList<>(rows.size());
        rows.forEach(row -> ended.add(Ended.of(row)));
        return ended;
    }

    private Uni<?> settle(SqlConnection connection, EventBatch events, Ends ends) {
        List<ConsequenceStore.Entry> entries = new ArrayList<>(ends.ended().size());
        for (Ended ended : ends.ended()) {
            Item item = ends.items().get(new Key(ended.facts().id(), ended.lease()));
            if (item == null || item.outcome().result() == null) {
                throw new IllegalStateException("the database ended a lease that nobody answered");
            }
            ConsequenceStore.Entry entry = decisions.of(item.outcome(), ended);
            events.add(entry.consequence().event());
            entries.add(entry);
            ends.known().put(item.key(), item.outcome().result());
            entry.moved().ifPresent(ends.moved()::add);
        }
        ends.over().addAll(entries);
        return consequences.write(connection, entries);
    }

    private static Uni<?> extend(SqlConnection connection, Map<Key, Item> items, Map<Key, Outcome.Result> known) {
        if (items.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = keys(items)
                .addArrayOfLong(
                        items.values().stream().map(i -> i.outcome().extendMs()).toArray(Long[]::new));
        return connection
                .preparedQuery(EXTEND)
                .execute(parameters)
                .invoke(rows -> rows.forEach(
                        row -> known.put(new Key(row.getUUID("id"), row.getLong("lease")), Outcome.Result.EXTENDED)));
    }

    /** Asks about the items that changed nothing. The result has a key for each whose task exists. */
    private static Uni<Map<Key, String>> explain(
            SqlConnection connection, List<Item> items, Map<Key, Outcome.Result> known) {
        Map<Key, Item> open = new LinkedHashMap<>();
        items.stream()
                .filter(i -> i.isValid() && !known.containsKey(i.key()))
                .forEach(i -> open.putIfAbsent(i.key(), i));
        if (open.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return connection.preparedQuery(EXPLAIN).execute(keys(open)).map(OutcomeStore::explained);
    }

    private static Map<Key, String> explained(RowSet<Row> rows) {
        Map<Key, String> tasks = new HashMap<>();
        for (Row row : rows) {
            String outcome = row.getString("outcome");
            tasks.put(new Key(row.getUUID("id"), row.getLong("lease")), outcome == null ? "" : outcome);
        }
        return tasks;
    }

    static List<Answer> answers(List<Item> items, Map<Key, Outcome.Result> known, Map<Key, String> tasks) {
        return items.stream().map(item -> answer(item, known, tasks)).toList();
    }

    private static Answer answer(Item item, Map<Key, Outcome.Result> known, Map<Key, String> tasks) {
        if (!item.isValid()) {
            return new Answer(item.outcome().taskId(), Answer.Status.INVALID, item.errors());
        }
        Outcome.Result did = known.get(item.key());
        String before = did == null ? tasks.get(item.key()) : did.wire();
        return Answer.of(item.outcome(), status(item.outcome().result(), before));
    }

    private static Answer.Status status(Outcome.@Nullable Result said, @Nullable String before) {
        if (before == null) {
            return Answer.Status.UNKNOWN;
        }
        return said != null && said.wire().equals(before) ? Answer.Status.ACCEPTED : Answer.Status.STALE;
    }

    static Tuple keys(Map<Key, Item> items) {
        return Tuple.tuple()
                .addArrayOfUUID(items.keySet().stream().map(Key::taskId).toArray(UUID[]::new))
                .addArrayOfLong(items.keySet().stream().map(Key::lease).toArray(Long[]::new))
                .addArrayOfString(items.values().stream().map(Item::tenant).toArray(String[]::new));
    }
}
