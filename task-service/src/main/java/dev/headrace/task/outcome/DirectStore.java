package dev.headrace.task.outcome;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.Topics;
import dev.headrace.platform.outbox.Outbox;
import dev.headrace.task.store.EventBatch;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ends leases that this replica gave: what follows is decided from memory, and one statement writes it if the lease is
 * still in force. What it does not end is for {@link OutcomeStore}, which asks the database first.
 */
@Singleton
class DirectStore {
    /**
     * A task that is to be cancelled may only be finished here: anything else would end differently. A lease that was
     * prolonged since it was found silent is left alone.
     */
    static final String END = end(FailureColumns.NONE);

    /** For batches that failures are in: successes pay nothing for what is written of those. */
    static final String END_WITH_FAILURES = end(FailureColumns.from(21));

    private static String end(FailureColumns failures) {
        return """
            WITH i AS MATERIALIZED (SELECT * FROM unnest(
              $1::uuid[], $2::bigint[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::text[],
              $8::text[], $9::text[], $10::text[], $11::text[], $12::bool[], $13::text[], $14::text[], $15::int[],
              $16::int[], $17::bigint[], $18::text[]%1$s) WITH ORDINALITY AS i (
              id, lease, attempt, worker_id, due_at, started_at, outcome, state, error_type, error_message,
              error_stack, retryable, reason, output, next_attempt, crashes, delay_ms, event%2$s, place)),
            ended AS (
              DELETE FROM running r USING i
              WHERE r.id = i.id AND r.lease = i.lease
                AND (i.outcome = 'succeeded' OR NOT r.cancel)
                AND (i.outcome <> 'expired' OR r.expires_at < now())
              RETURNING i.*),
            again AS (
              INSERT INTO segment (tenant, queue, type, host, priority, due_at, attempt, crashes, keys, costs, head, size, ids)
              SELECT t.tenant, t.queue, t.type, t.host, t.priority, now(), e.next_attempt, e.crashes,
                     t.keys, t.costs, 0, count(*), array_agg(t.id ORDER BY t.id)
              FROM ended e JOIN task t ON t.id = e.id WHERE e.state = 'READY'
              GROUP BY t.tenant, t.queue, t.type, t.host, t.priority, e.next_attempt, e.crashes,
                       t.keys, t.costs),
            later AS (
              INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
              SELECT t.id, t.tenant, t.queue, t.type, t.priority, now() + e.delay_ms * interval '1 millisecond',
                     e.next_attempt, e.crashes, true
              FROM ended e JOIN task t ON t.id = e.id WHERE e.state = 'RETRYING'),
            recorded AS (
              INSERT INTO attempt (task_id, lease, attempt, worker_id, due_at, started_at, finished_at, outcome,
                                   state_after, error_type, error_message, error_stack, retryable, reason, output%3$s)
              SELECT id, lease, attempt, worker_id, due_at, started_at, now(), outcome,
                     state, error_type, error_message, error_stack, retryable, reason, output%4$s FROM ended),
            told AS (
              INSERT INTO outbox (topic, events)
              SELECT $19, '[' || string_agg(event, ',' ORDER BY n) || ']'
              FROM (SELECT event, row_number() OVER (ORDER BY place) - 1 AS n FROM ended) e
              GROUP BY n / $20 ORDER BY n / $20
              RETURNING id)
            SELECT id, lease, NULL::bigint AS outbox FROM ended
            UNION ALL
            SELECT NULL, NULL, id FROM told
            """.formatted(failures.types(), failures.names(), failures.targets(), failures.values());
    }

    /** Ends what is in force and returns the leases that it ended. */
    Uni<Set<OutcomeStore.Key>> end(SqlConnection connection, EventBatch events, List<ConsequenceStore.Entry> entries) {
        List<CloudEvent> told = entries.stream()
                .map(e -> EventBatch.sealed(e.consequence().event()))
                .toList();
        Tuple parameters = ConsequenceStore.parameters(entries)
                .addArrayOfString(told.stream().map(Outbox::encode).toArray(String[]::new))
                .addString(Topics.TASKS)
                .addInteger(EventBatch.EVENTS_PER_ROW);
        boolean failures = FailureColumns.areIn(entries);
        return connection
                .preparedQuery(failures ? END_WITH_FAILURES : END)
                .execute(failures ? FailureColumns.add(parameters, entries) : parameters)
                .map(rows -> ended(rows, events, entries, told));
    }

    private static Set<OutcomeStore.Key> ended(
            RowSet<Row> rows, EventBatch events, List<ConsequenceStore.Entry> entries, List<CloudEvent> told) {
        Set<OutcomeStore.Key> ended = new HashSet<>();
        List<Long> outbox = new ArrayList<>(1);
        for (Row row : rows) {
            Long id = row.getLong("outbox");
            if (id == null) {
                ended.add(new OutcomeStore.Key(row.getUUID("id"), row.getLong("lease")));
            } else {
                outbox.add(id);
            }
        }
        List<CloudEvent> applied = new ArrayList<>(ended.size());
        for (int i = 0; i < entries.size(); i++) {
            if (ended.contains(entries.get(i).key())) {
                applied.add(told.get(i));
                events.happened(entries.get(i).consequence().event());
            }
        }
        events.written(outbox, applied);
        return ended;
    }
}
