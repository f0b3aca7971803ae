package dev.headrace.task.outcome;

import dev.headrace.task.diagnosis.Diagnosis;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes what follows from ended leases: the attempt's record, and the task's next place. */
@Singleton
class ConsequenceStore {
    /**
     * One ended lease with everything that is written of it.
     *
     * @param diagnosis of what failed, if anything did
     */
    record Entry(
            Outcome outcome,
            Ended ended,
            Consequence consequence,
            @Nullable Diagnosis diagnosis) {
        OutcomeStore.Key key() {
            return new OutcomeStore.Key(ended.facts().id(), ended.lease());
        }

        /** If the task will be leased again. */
        Optional<Moved> moved() {
            return consequence.delayMs() < 0
                    ? Optional.empty()
                    : Optional.of(new Moved(ended.facts(), consequence.state(), consequence.delayMs()));
        }
    }

    private static final String WRITE = write(FailureColumns.NONE);

    private static final String WRITE_WITH_FAILURES = write(FailureColumns.from(18));

    private static String write(FailureColumns failures) {
        return """
            WITH i AS MATERIALIZED (SELECT * FROM unnest(
              $1::uuid[], $2::bigint[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::text[],
              $8::text[], $9::text[], $10::text[], $11::text[], $12::bool[], $13::text[], $14::text[], $15::int[],
              $16::int[], $17::bigint[]%1$s) AS i (
              id, lease, attempt, worker_id, due_at, started_at, outcome, state, error_type, error_message,
              error_stack, retryable, reason, output, next_attempt, crashes, delay_ms%2$s)),
            again AS (
              INSERT INTO segment (tenant, queue, type, host, priority, due_at, attempt, crashes, keys, costs, head, size, ids)
              SELECT t.tenant, t.queue, t.type, t.host, t.priority, now(), i.next_attempt, i.crashes,
                     t.keys, t.costs, 0, count(*), array_agg(t.id ORDER BY t.id)
              FROM i JOIN task t ON t.id = i.id WHERE i.state = 'READY'
              GROUP BY t.tenant, t.queue, t.type, t.host, t.priority, i.next_attempt, i.crashes,
                       t.keys, t.costs),
            later AS (
              INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
              SELECT t.id, t.tenant, t.queue, t.type, t.priority, now() + i.delay_ms * interval '1 millisecond',
                     i.next_attempt, i.crashes, true
              FROM i JOIN task t ON t.id = i.id WHERE i.state = 'RETRYING')
            INSERT INTO attempt (task_id, lease, attempt, worker_id, due_at, started_at, finished_at, outcome,
                                 state_after, error_type, error_message, error_stack, retryable, reason, output%3$s)
            SELECT id, lease, attempt, worker_id, due_at, started_at, now(), outcome,
                   state, error_type, error_message, error_stack, retryable, reason, output%4$s FROM i
            """.formatted(failures.types(), failures.names(), failures.targets(), failures.values());
    }

    Uni<?> write(SqlConnection connection, List<Entry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = parameters(entries);
        return FailureColumns.areIn(entries)
                ? connection.preparedQuery(WRITE_WITH_FAILURES).execute(FailureColumns.add(parameters, entries))
                : connection.preparedQuery(WRITE).execute(parameters);
    }

    /** The entries as seventeen arrays, in the order of the statement's parameters. */
    static Tuple parameters(List<Entry> entries) {
        Columns c = new Columns(entries);
        return Tuple.tuple()
                .addArrayOfUUID(c.of(e -> e.ended().facts().id(), UUID[]::new))
                .addArrayOfLong(c.of(e -> e.ended().lease(), Long[]::new))
                .addArrayOfInteger(c.of(e -> e.ended().attempt(), Integer[]::new))
                .addArrayOfUUID(c.of(e -> e.ended().workerId(), UUID[]::new))
                .addArrayOfOffsetDateTime(c.of(e -> utc(e.ended().dueAt()), OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(c.of(e -> utc(e.ended().startedAt()), OffsetDateTime[]::new))
                .addArrayOfString(c.of(ConsequenceStore::said, String[]::new))
                .addArrayOfString(c.of(e -> e.consequence().state().name(), String[]::new))
                .addArrayOfString(c.of(e -> error(e, Outcome.Fault::type), String[]::new))
                .addArrayOfString(c.of(e -> error(e, Outcome.Fault::message), String[]::new))
                .addArrayOfString(c.of(e -> error(e, Outcome.Fault::stack), String[]::new))
                .addArrayOfBoolean(c.of(e -> error(e, Outcome.Fault::retryable), Boolean[]::new))
                .addArrayOfString(c.of(e -> e.consequence().reason(), String[]::new))
                .addArrayOfString(c.of(ConsequenceStore::output, String[]::new))
                .addArrayOfInteger(c.of(e -> e.consequence().nextAttempt(), Integer[]::new))
                .addArrayOfInteger(c.of(e -> e.consequence().crashes(), Integer[]::new))
                .addArrayOfLong(c.of(e -> e.consequence().delayMs(), Long[]::new));
    }

    /** The entries, column by column. */
    record Columns(List<Entry> entries) {
        <T> T[] of(Function<Entry, @Nullable T> value, IntFunction<T[]> array) {
            return entries.stream().map(value).toArray(array);
        }
    }

    private static String said(Entry entry) {
        Outcome.Result result = entry.outcome().result();
        return result == null ? TaskState.DEAD.name() : result.wire();
    }

    private static @Nullable String output(Entry entry) {
        return entry.outcome().output() == null
                ? null
                : entry.outcome().output().text();
    }

    private static <T> @Nullable T error(Entry entry, Function<Outcome.Fault, @Nullable T> part) {
        Outcome.Fault error = entry.outcome().error();
        return error == null ? null : part.apply(error);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
