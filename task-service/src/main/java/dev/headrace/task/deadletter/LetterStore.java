package dev.headrace.task.deadletter;

import dev.headrace.task.control.Actor;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.model.Priority;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.LetterEvent;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One dead letter with all that is known of it, and what people change about it. */
@Singleton
class LetterStore {
    private static final String OF_SCOPE = "($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3)";

    private static final String FIND = """
            SELECT d.*, due.due_at AS next_retry_at, a.error_stack
            FROM dead_letter d
            LEFT JOIN LATERAL (SELECT due_at FROM deferred WHERE id = d.task_id AND d.status = 'RETRYING' OFFSET 0) due ON true
            LEFT JOIN LATERAL (
              SELECT error_stack FROM attempt WHERE task_id = d.task_id AND lease = d.lease OFFSET 0) a ON true
            WHERE d.id = $1 AND %s
            """.formatted(OF_SCOPE);

    /** The newest, should there be more. */
    private static final String HISTORY = """
            SELECT at, actor, action, detail, bulk FROM dead_letter_change WHERE letter_id = $1
            ORDER BY letter_id DESC, id DESC LIMIT 500
            """;

    static final String BRIEFLY = """
            SELECT id, task_id, status FROM dead_letter WHERE id = ANY ($1::uuid[]) AND %s
            """.formatted(OF_SCOPE);

    /**
     * {@code $4} statuses that may be changed, {@code $5} the new one or null, {@code $6} whether there is a new assignee and
     * {@code $7} who, {@code $8} actor, {@code $9} what is done, {@code $10} in words, {@code $11} bulk action. In the order of
     * their ids, so that two of these never wait for each other.
     */
    static final String CHANGE = """
            WITH seen AS MATERIALIZED (
              SELECT id, status FROM dead_letter WHERE id = ANY ($1::uuid[]) AND %s ORDER BY id FOR UPDATE),
            changed AS (
              UPDATE dead_letter
              SET status = COALESCE($5::text, status), assignee = CASE WHEN $6::bool THEN $7::text ELSE assignee END,
                  updated_at = now()
              WHERE id = ANY (ARRAY(SELECT id FROM seen WHERE status = ANY ($4::text[])))
              RETURNING *),
            noted AS (
              INSERT INTO dead_letter_change (letter_id, actor, action, detail, bulk)
              SELECT id, $8::text, $9::text, $10::text, $11::uuid FROM changed)
            SELECT s.id, s.status AS was, c.status AS now, c.task_id, c.tenant, c.owner, c.type, c.queue, c.priority,
                   c.failure_type, c.fingerprint, c.assignee
            FROM seen s LEFT JOIN changed c ON c.id = s.id
            """.formatted(OF_SCOPE);

    private final TaskTransactions transactions;

    LetterStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** A dead letter that is to be changed, or was found. */
    record Brief(UUID id, UUID taskId, LetterStatus status) {
        static Brief of(Row row) {
            return new Brief(row.getUUID("id"), row.getUUID("task_id"), LetterStatus.valueOf(row.getString("status")));
        }
    }

    /** One that the scope may see, with its history. */
    Uni<Optional<LetterView>> find(UUID id, Scope scope) {
        return transactions
                .query(
                        FIND,
                        Tuple.of(id, scope.tenant(), scope.owner()),
                        rows -> rows.iterator().hasNext()
                                ? Optional.of(rows.iterator().next())
                                : Optional.<Row>empty())
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : transactions.query(
                                HISTORY, Tuple.of(id), history -> Optional.of(view(found.get(), history))));
    }

    private static LetterView view(Row row, RowSet<Row> history) {
        List<LetterView.Entry> entries = new ArrayList<>(history.size());
        history.forEach(entry -> entries.add(LetterView.Entry.of(entry)));
        return LetterView.full(row, entries.reversed());
    }

    /** Those of the ids that the scope may see. */
    Uni<Map<UUID, Brief>> briefly(List<UUID> ids, Scope scope) {
        return transactions.query(BRIEFLY, seen(ids, scope), rows -> {
            Map<UUID, Brief> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getUUID("id"), Brief.of(row)));
            return found;
        });
    }

    /** Changes what is in the dead letters alone; those of the ids that are not in the result were not found. */
    Uni<Map<UUID, LetterEffect>> change(
            SqlConnection connection, EventBatch events, LetterChange change, List<UUID> ids, Actor by) {
        Optional<LetterStatus> to = change.cause().map(LetterStore::target);
        Tuple parameters = seen(ids, by.scope())
                .addArrayOfString(names(change.appliesTo()))
                .addString(to.map(LetterStatus::name).orElse(null))
                .addBoolean(change instanceof LetterChange.Assign)
                .addString(change instanceof LetterChange.Assign a ? a.assignee() : null)
                .addString(by.subject())
                .addString(change.action())
                .addString(change.detail())
                .addUUID(by.bulk());
        return connection.preparedQuery(CHANGE).execute(parameters).map(rows -> {
            Map<UUID, LetterEffect> effects = new HashMap<>();
            rows.forEach(row -> effects.put(row.getUUID("id"), effect(row, events, change, by)));
            return effects;
        });
    }

    private static LetterStatus target(LetterTransition.Cause cause) {
        return LetterTransition.TABLE.stream()
                .filter(t -> t.cause() == cause)
                .map(LetterTransition::to)
                .findFirst()
                .orElseThrow();
    }

    private static LetterEffect effect(Row row, EventBatch events, LetterChange change, Actor by) {
        LetterStatus was = LetterStatus.valueOf(row.getString("was"));
        String now = row.getString("now");
        if (now == null) {
            return LetterEffect.skipped(row.getUUID("id"), was, change.refusal(was));
        }
        LetterEvent.Letter letter = letter(row, now);
        LetterEvent event = new LetterEvent(letter, was.name(), by.subject(), change.reason(), by.bulk());
        events.add(event.sealed(change.told()));
        return LetterEffect.done(letter.id(), LetterStatus.valueOf(now));
    }

    /** A dead letter as its event says it. */
    static LetterEvent.Letter letter(Row row, String status) {
        return new LetterEvent.Letter(
                row.getUUID("id"),
                row.getUUID("task_id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getString("type"),
                row.getString("queue"),
                Priority.ofRank(row.getShort("priority")).name(),
                status,
                row.getString("failure_type"),
                row.getString("fingerprint"),
                row.getString("assignee"));
    }

    private static Tuple seen(List<UUID> ids, Scope scope) {
        return Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addString(scope.tenant())
                .addString(scope.owner());
    }

    static String[] names(Collection<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).toArray(String[]::new);
    }
}
