package dev.headrace.task.submit;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.RetryJson;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
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

/** Writes new tasks: the bodies, and each one's first place. One statement for a whole batch. */
@Singleton
class SubmitStore {
    private static final String INSERT = """
            WITH i AS MATERIALIZED (SELECT * FROM unnest(
              $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::timestamptz[],
              $9::timestamptz[], $10::bigint[], $11::bigint[], $12::int[], $13::text[], $14::text[], $15::text[],
              $16::text[], $17::uuid[], $18::int[]) AS i (
              id, tenant, owner, type, queue, priority, payload, created_at,
              run_at, delay_ms, timeout_ms, max_attempts, retry, tags, metadata,
              idempotency_key, worker_id, lease_ms)),
            bodies AS (
              INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, timeout_ms,
                                max_attempts, retry, tags, metadata, idempotency_key)
              SELECT id, tenant, owner, type, queue, priority, payload, created_at, run_at, timeout_ms,
                     max_attempts, retry, tags::jsonb, metadata, idempotency_key FROM i),
            waiting AS (
              INSERT INTO ready (id, tenant, queue, type, priority, due_at, attempt, crashes)
              SELECT id, tenant, queue, type, priority, now(), 1, 0 FROM i WHERE delay_ms = 0 AND worker_id IS NULL),
            later AS (
              INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
              SELECT id, tenant, queue, type, priority, run_at, 1, 0, false FROM i WHERE delay_ms > 0)
            INSERT INTO running
              (id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms, deadline)
            SELECT id, nextval('lease_number'), worker_id, 1, 0, now(), now(),
                   now() + lease_ms * interval '1 millisecond', lease_ms,
                   now() + timeout_ms * interval '1 millisecond'
            FROM i WHERE worker_id IS NOT NULL
            RETURNING id, lease, expires_at, deadline
            """;

    /** Inserts the tasks. Those for which a worker waits are leased to it at once. */
    Uni<List<Submitted>> write(
            SqlConnection connection, EventBatch events, HandOff handOff, List<Submission> submissions) {
        Map<UUID, HandOff.Seat> seats = new HashMap<>();
        for (Submission s : submissions) {
            if (!s.isDeferred()) {
                handOff.seat(s.facts().kind())
                        .ifPresent(seat -> seats.put(s.facts().id(), seat));
            }
        }
        return connection
                .preparedQuery(INSERT)
                .execute(parameters(new Columns(submissions, seats)))
                .map(rows -> written(rows, events, handOff, new Columns(submissions, seats)));
    }

    /** The submissions, column by column, and who gets which at once. */
    private record Columns(List<Submission> all, Map<UUID, HandOff.Seat> seats) {
        <T> T[] of(Function<Submission, @Nullable T> value, IntFunction<T[]> array) {
            return all.stream().map(value).toArray(array);
        }

        HandOff.@Nullable Seat seat(Submission s) {
            return seats.get(s.facts().id());
        }
    }

    private static Tuple parameters(Columns c) {
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
                .addArrayOfUUID(c.of(s -> worker(c.seat(s)), UUID[]::new))
                .addArrayOfInteger(c.of(s -> leaseMs(c.seat(s)), Integer[]::new));
    }

    private static @Nullable UUID worker(HandOff.@Nullable Seat seat) {
        return seat == null ? null : seat.workerId();
    }

    private static @Nullable Integer leaseMs(HandOff.@Nullable Seat seat) {
        return seat == null ? null : seat.leaseMs();
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : JsonBytes.text(value);
    }

    private static List<Submitted> written(
            RowSet<Row> leased, EventBatch events, HandOff handOff, Columns submissions) {
        Map<UUID, Row> leases = new HashMap<>();
        leased.forEach(row -> leases.put(row.getUUID("id"), row));
        List<Submitted> written = new ArrayList<>(submissions.all().size());
        for (Submission s : submissions.all()) {
            TaskState state =
                    Transition.first(s.isDeferred() ? Transition.Cause.SUBMIT_FOR_LATER : Transition.Cause.SUBMIT);
            events.add(new TaskEvent.Submitted(s.facts().in(state), s.runAt()));
            Row row = leases.get(s.facts().id());
            HandOff.Seat seat = submissions.seat(s);
            if (row != null && seat != null) {
                state = Transition.after(state, Transition.Cause.LEASE);
                events.add(new TaskEvent.Started(s.facts().in(state), 1, row.getLong("lease"), seat.workerId(), 0));
                handOff.put(seat, leased(s, row));
            }
            written.add(new Submitted(
                    s.facts().id(),
                    state,
                    s.facts().queue(),
                    s.facts().priority().name(),
                    s.runAt()));
        }
        return written;
    }

    private static LeasedTask leased(Submission s, Row row) {
        OffsetDateTime deadline = row.getOffsetDateTime("deadline");
        return new LeasedTask(
                s.facts().id(),
                row.getLong("lease"),
                1,
                s.maxAttempts(),
                s.facts().type(),
                s.facts().queue(),
                s.facts().priority().name(),
                s.payload(),
                s.facts().createdAt(),
                row.getOffsetDateTime("expires_at").toInstant(),
                deadline == null ? null : deadline.toInstant(),
                json(s.metadata()));
    }
}
