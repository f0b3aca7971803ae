package dev.headrace.task.control;

import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.Facts;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The beginning that the statements of this package share: the tasks of a list that the actor may touch. */
final class Seen {
    /**
     * {@code $1} ids, {@code $2} tenant and {@code $3} owner, null for any. Gives {@code seen} with the state of each as
     * the statement finds it: what is taken from a table afterwards may have moved meanwhile.
     */
    static final String SQL = """
            WITH seen AS MATERIALIZED (
              SELECT %s, t.keys, t.costs, t.idempotency_key, n.state
              FROM unnest($1::uuid[]) AS i (id)
              CROSS JOIN LATERAL (
                SELECT * FROM task
                WHERE id = i.id AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3) OFFSET 0) t
              CROSS JOIN LATERAL (SELECT state FROM task_now WHERE id = i.id OFFSET 0) n),
            """.formatted(Facts.COLUMNS);

    /**
     * Held to the end of the transaction by those who change what has ended: the next statement sees what the one before
     * them did.
     */
    private static final String LOCK = """
            SELECT id FROM task
            WHERE id = ANY ($1) AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3)
            ORDER BY id FOR UPDATE
            """;

    private Seen() {}

    static Tuple parameters(List<UUID> ids, Actor actor) {
        return Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addString(actor.scope().tenant())
                .addString(actor.scope().owner());
    }

    static io.smallrye.mutiny.Uni<?> lock(SqlConnection connection, List<UUID> ids, Actor actor) {
        return connection.preparedQuery(LOCK).execute(parameters(ids, actor));
    }

    /** The effect on each of the ids; those without a row are not found. */
    static Applied read(List<UUID> ids, RowSet<Row> rows, Applied into, Function<Row, Effect> effect) {
        ids.forEach(id -> into.add(Effect.notFound(id)));
        rows.forEach(row -> into.add(effect.apply(row)));
        return into;
    }

    static TaskState state(Row row) {
        return TaskState.valueOf(row.getString("state"));
    }

    /** Of a task that was not taken: it cannot be, or it moved away from where it was seen. */
    static Effect notTaken(Change change, UUID id, TaskState state) {
        return change.appliesTo(state)
                ? new Effect(id, Effect.Result.MOVED, state, "The task changed while it was looked at; try again")
                : Effect.skipped(id, state, change.refusal(state));
    }
}
