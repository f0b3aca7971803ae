package dev.headrace.task.submit;

import dev.headrace.platform.event.Topics;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.store.EventBatch;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes new tasks: the bodies, each one's first place, and their events. One statement for a whole batch. */
@Singleton
class SubmitStore {
    /** The columns of new tasks: {@code $1} to {@code $23}. */
    static final String OFFERED = """
            MATERIALIZED (SELECT * FROM unnest(
              $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::timestamptz[],
              $9::timestamptz[], $10::bigint[], $11::bigint[], $12::int[], $13::text[], $14::text[], $15::text[],
              $16::text[], $17::uuid[], $18::int[], $19::bigint[], $20::text[], $21::text[], $22::text[],
              $23::text[]) AS i (
              id, tenant, owner, type, queue, priority, payload, created_at,
              run_at, delay_ms, timeout_ms, max_attempts, retry, tags, metadata,
              idempotency_key, worker_id, lease_ms, lease, target, host, keys, costs)),
            """;

    /** Writes what is in {@code i}. */
    static final String WRITTEN = written("", "");

    /** And says of each which batch it is of, and at which place: ids rise in the order of the items. */
    private static final String WRITTEN_AS_BATCH =
            written(", batch, batch_place", ", $26::uuid, row_number() OVER (ORDER BY id) - 1");

    private static String written(String moreColumns, String moreValues) {
        return """
            bodies AS (
              INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, timeout_ms,
                                max_attempts, retry, tags, metadata, idempotency_key, target, host, keys, costs%s)
              SELECT id, tenant, owner, type, queue, priority, payload, created_at, run_at, timeout_ms,
                     max_attempts, retry, tags::jsonb, metadata, idempotency_key, target, host, keys::text[],
                     costs::int[]%s FROM i),
            waiting AS (
              INSERT INTO segment (tenant, queue, type, host, priority, due_at, attempt, crashes, keys, costs, head, size, ids)
              SELECT tenant, queue, type, host, priority, now(), 1, 0, keys::text[], costs::int[], 0,
                     count(*), array_agg(id ORDER BY id)
              FROM i WHERE delay_ms = 0 AND worker_id IS NULL
              GROUP BY tenant, queue, type, host, priority, keys, costs),
            later AS (
              INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
              SELECT id, tenant, queue, type, priority, run_at, 1, 0, false FROM i WHERE delay_ms > 0),
            leased AS (
              INSERT INTO running
                (id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms, deadline)
              SELECT id, lease, worker_id, 1, 0, now(), now(),
                     now() + lease_ms * interval '1 millisecond', lease_ms,
                     now() + timeout_ms * interval '1 millisecond'
              FROM i WHERE worker_id IS NOT NULL
              RETURNING id, started_at, expires_at, deadline),
            """.formatted(moreColumns, moreValues);
    }

    private static final String TOLD = """
            told AS (
              INSERT INTO outbox (topic, events) SELECT $24, unnest($25::text[]) RETURNING id)
            SELECT id, started_at, expires_at, deadline, NULL::bigint AS outbox FROM leased
            UNION ALL
            SELECT NULL, NULL, NULL, NULL, id FROM told
            """;

    static final String INSERT = "WITH i AS " + OFFERED + WRITTEN + TOLD;
    static final String INSERT_AS_BATCH = "WITH i AS " + OFFERED + WRITTEN_AS_BATCH + TOLD;

    /** Inserts the tasks and their events. Those for which a worker waits are leased to it at once. */
    Uni<List<Submitted>> write(
            SqlConnection connection, EventBatch events, HandOff handOff, List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Columns columns = Columns.of(submissions, handOff);
        return write(connection, INSERT, parameters(columns, events), events, handOff, columns);
    }

    /** The same with tasks of one batch. */
    Uni<List<Submitted>> write(
            SqlConnection connection, EventBatch events, HandOff handOff, UUID batch, List<Submission> submissions) {
        Columns columns = Columns.of(submissions, handOff);
        Tuple parameters = parameters(columns, events).addUUID(batch);
        return write(connection, INSERT_AS_BATCH, parameters, events, handOff, columns);
    }

    private static Tuple parameters(Columns columns, EventBatch events) {
        columns.all().forEach(s -> columns.events(s).forEach(events::add));
        return columns.parameters().addString(Topics.TASKS).addArrayOfString(events.texts());
    }

    private static Uni<List<Submitted>> write(
            SqlConnection connection,
            String statement,
            Tuple parameters,
            EventBatch events,
            HandOff handOff,
            Columns columns) {
        return connection
                .preparedQuery(statement)
                .execute(parameters)
                .invoke(rows -> written(rows, events, handOff, columns))
                .replaceWith(
                        () -> columns.all().stream().map(columns::submitted).toList());
    }

    private static void written(RowSet<Row> rows, EventBatch events, HandOff handOff, Columns columns) {
        Map<UUID, Row> leases = new HashMap<>();
        List<Long> outbox = new ArrayList<>(1);
        for (Row row : rows) {
            Long told = row.getLong("outbox");
            if (told == null) {
                leases.put(row.getUUID("id"), row);
            } else {
                outbox.add(told);
            }
        }
        events.written(outbox);
        columns.grant(leases, handOff);
    }
}
