package dev.headrace.task.submit;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.Topics;
import dev.headrace.task.lease.Grant;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Held;
import dev.headrace.task.store.RetryJson;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes new tasks: the bodies, each one's first place, and their events. One statement for a whole batch. */
@Singleton
class SubmitStore {
    static final String INSERT = """
            WITH i AS MATERIALIZED (SELECT * FROM unnest(
              $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::timestamptz[],
              $9::timestamptz[], $10::bigint[], $11::bigint[], $12::int[], $13::text[], $14::text[], $15::text[],
              $16::text[], $17::uuid[], $18::int[], $19::bigint[], $20::text[], $21::text[], $22::text[],
              $23::text[]) AS i (
              id, tenant, owner, type, queue, priority, payload, created_at,
              run_at, delay_ms, timeout_ms, max_attempts, retry, tags, metadata,
              idempotency_key, worker_id, lease_ms, lease, target, host, keys, costs)),
            bodies AS (
              INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, timeout_ms,
                                max_attempts, retry, tags, metadata, idempotency_key, target, host, keys, costs)
              SELECT id, tenant, owner, type, queue, priority, payload, created_at, run_at, timeout_ms,
                     max_attempts, retry, tags::jsonb, metadata, idempotency_key, target, host, keys::text[],
                     costs::int[] FROM i),
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
            told AS (
              INSERT INTO outbox (topic, events) SELECT $24, unnest($25::text[]) RETURNING id)
            SELECT id, started_at, expires_at, deadline, NULL::bigint AS outbox FROM leased
            UNION ALL
            SELECT NULL, NULL, NULL, NULL, id FROM told
            """;

    /** Inserts the tasks and their events. Those for which a worker waits are leased to it at once. */
    Uni<List<Submitted>> write(
            SqlConnection connection, EventBatch events, HandOff handOff, List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Map<UUID, HandOff.Promise> promises = new HashMap<>();
        for (Submission s : submissions) {
            if (!s.isDeferred()) {
                handOff.promise(s.facts().kind())
                        .ifPresent(promise -> promises.put(s.facts().id(), promise));
            }
        }
        Columns columns = new Columns(submissions, promises);
        List<Submitted> submitted = submitted(columns, events);
        return connection
                .preparedQuery(INSERT)
                .execute(parameters(columns, events))
                .invoke(rows -> written(rows, events, handOff, columns))
                .replaceWith(submitted);
    }

    /** The submissions, column by column, and who gets which at once. */
    private record Columns(List<Submission> all, Map<UUID, HandOff.Promise> promises) {
        <T> T[] of(Function<Submission, @Nullable T> value, IntFunction<T[]> array) {
            return all.stream().map(value).toArray(array);
        }

        HandOff.@Nullable Promise promise(Submission s) {
            return promises.get(s.facts().id());
        }
    }

    private static Tuple parameters(Columns c, EventBatch events) {
        return Tuple.tuple()
                .addArrayOfUUID(c.of(s -> s.facts().id(), UUID[]::new))
                .addArrayOfString(c.of(s -> s.facts().tenant(), String[]::new))
                .addArrayOfString(c.of(s -> s.facts().owner(), String[]::new))
                .addArrayOfString(c.of(s -> s.facts().type(), String[]::new))
                .addArrayOfString(c.of(s -> s.facts().queue(), String[]::new))
                .addArrayOfInteger(c.of(s -> (int) s.facts().priority().rank(), Integer[]::new))
                .addArrayOfString(c.of(Submission::payload, String[]::new))
                .addArrayOfOffsetDateTime(
                        c.of(s -> s.facts().createdAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(c.of(s -> s.runAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .addArrayOfLong(c.of(Submission::delayMs, Long[]::new))
                .addArrayOfLong(c.of(Submission::timeoutMs, Long[]::new))
                .addArrayOfInteger(c.of(Submission::maxAttempts, Integer[]::new))
                .addArrayOfString(c.of(s -> RetryJson.write(s.retry()), String[]::new))
                .addArrayOfString(c.of(s -> json(s.tags()), String[]::new))
                .addArrayOfString(c.of(s -> json(s.metadata()), String[]::new))
                .addArrayOfString(c.of(Submission::idempotencyKey, String[]::new))
                .addArrayOfUUID(c.of(s -> ifPromised(c, s, p -> p.seat().workerId()), UUID[]::new))
                .addArrayOfInteger(c.of(s -> ifPromised(c, s, p -> p.seat().leaseMs()), Integer[]::new))
                .addArrayOfLong(c.of(s -> ifPromised(c, s, HandOff.Promise::lease), Long[]::new))
                .addArrayOfString(c.of(Submission::target, String[]::new))
                .addArrayOfString(c.of(s -> s.facts().host(), String[]::new))
                .addArrayOfString(c.of(s -> s.keys().names(), String[]::new))
                .addArrayOfString(c.of(s -> s.keys().costs(), String[]::new))
                .addString(Topics.TASKS)
                .addArrayOfString(events.texts());
    }

    private static <T> @Nullable T ifPromised(Columns c, Submission s, Function<HandOff.Promise, T> value) {
        HandOff.Promise promise = c.promise(s);
        return promise == null ? null : value.apply(promise);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : JsonBytes.text(value);
    }

    /** What the callers are told, and the events, if the transaction commits. */
    private static List<Submitted> submitted(Columns columns, EventBatch events) {
        List<Submitted> submitted = new ArrayList<>(columns.all().size());
        for (Submission s : columns.all()) {
            TaskState state =
                    Transition.first(s.isDeferred() ? Transition.Cause.SUBMIT_FOR_LATER : Transition.Cause.SUBMIT);
            events.add(new TaskEvent.Submitted(s.facts().in(state), s.runAt()));
            HandOff.Promise promise = columns.promise(s);
            if (promise != null) {
                state = Transition.after(state, Transition.Cause.LEASE);
                UUID worker = promise.seat().workerId();
                events.add(new TaskEvent.Started(s.facts().in(state), 1, promise.lease(), worker, 0));
            }
            submitted.add(new Submitted(
                    s.facts().id(),
                    state,
                    s.facts().queue(),
                    s.facts().priority().name(),
                    s.runAt()));
        }
        return submitted;
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
        long now = System.nanoTime();
        for (Submission s : leases.isEmpty() ? List.<Submission>of() : columns.all()) {
            Row row = leases.get(s.facts().id());
            HandOff.Promise promise = columns.promise(s);
            if (row != null && promise != null) {
                handOff.put(promise.seat(), new Grant(leased(s, promise, row), held(s, promise, row, now)));
            }
        }
    }

    private static Held held(Submission s, HandOff.Promise promise, Row row, long nanos) {
        Instant started = row.getOffsetDateTime("started_at").toInstant();
        UUID worker = promise.seat().workerId();
        return new Held(s.facts(), promise.lease(), worker, 1, 0, s.maxAttempts(), started, started, s.retry(), nanos);
    }

    private static LeasedTask leased(Submission s, HandOff.Promise promise, Row row) {
        OffsetDateTime deadline = row.getOffsetDateTime("deadline");
        return new LeasedTask(
                s.facts().id(),
                promise.seat().isShared() ? s.facts().tenant() : null,
                promise.lease(),
                1,
                s.maxAttempts(),
                s.facts().type(),
                s.facts().queue(),
                s.facts().priority().name(),
                s.payload(),
                s.facts().createdAt(),
                row.getOffsetDateTime("expires_at").toInstant(),
                deadline == null ? null : deadline.toInstant(),
                json(s.metadata()),
                s.target());
    }
}
