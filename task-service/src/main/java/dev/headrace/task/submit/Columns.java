package dev.headrace.task.submit;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.lease.Grant;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.Held;
import dev.headrace.task.store.RetryJson;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The submissions of one statement, column by column, and who gets which of them at once. */
record Columns(List<Submission> all, Map<UUID, HandOff.Promise> promises) {
    /** Those for which a worker waits are promised to it. */
    static Columns of(List<Submission> submissions, HandOff handOff) {
        Map<UUID, HandOff.Promise> promises = new HashMap<>();
        for (Submission s : submissions) {
            if (!s.isDeferred()) {
                handOff.promise(s.facts().kind())
                        .ifPresent(promise -> promises.put(s.facts().id(), promise));
            }
        }
        return new Columns(submissions, promises);
    }

    private <T> T[] column(Function<Submission, @Nullable T> value, IntFunction<T[]> array) {
        return all.stream().map(value).toArray(array);
    }

    private HandOff.@Nullable Promise promise(Submission s) {
        return promises.get(s.facts().id());
    }

    /** {@code $1} to {@code $23} of {@link SubmitStore#OFFERED}. */
    Tuple parameters() {
        return Tuple.tuple()
                .addArrayOfUUID(column(s -> s.facts().id(), UUID[]::new))
                .addArrayOfString(column(s -> s.facts().tenant(), String[]::new))
                .addArrayOfString(column(s -> s.facts().owner(), String[]::new))
                .addArrayOfString(column(s -> s.facts().type(), String[]::new))
                .addArrayOfString(column(s -> s.facts().queue(), String[]::new))
                .addArrayOfInteger(column(s -> (int) s.facts().priority().rank(), Integer[]::new))
                .addArrayOfString(column(Submission::payload, String[]::new))
                .addArrayOfOffsetDateTime(
                        column(s -> s.facts().createdAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(column(s -> s.runAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .addArrayOfLong(column(Submission::delayMs, Long[]::new))
                .addArrayOfLong(column(Submission::timeoutMs, Long[]::new))
                .addArrayOfInteger(column(Submission::maxAttempts, Integer[]::new))
                .addArrayOfString(column(s -> RetryJson.write(s.retry()), String[]::new))
                .addArrayOfString(column(s -> json(s.tags()), String[]::new))
                .addArrayOfString(column(s -> json(s.metadata()), String[]::new))
                .addArrayOfString(column(Submission::idempotencyKey, String[]::new))
                .addArrayOfUUID(column(s -> ifPromised(s, p -> p.seat().workerId()), UUID[]::new))
                .addArrayOfInteger(column(s -> ifPromised(s, p -> p.seat().leaseMs()), Integer[]::new))
                .addArrayOfLong(column(s -> ifPromised(s, HandOff.Promise::lease), Long[]::new))
                .addArrayOfString(column(Submission::target, String[]::new))
                .addArrayOfString(column(s -> s.facts().host(), String[]::new))
                .addArrayOfString(column(s -> s.keys().names(), String[]::new))
                .addArrayOfString(column(s -> s.keys().costs(), String[]::new));
    }

    private <T> @Nullable T ifPromised(Submission s, Function<HandOff.Promise, T> value) {
        HandOff.Promise promise = promise(s);
        return promise == null ? null : value.apply(promise);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : JsonBytes.text(value);
    }

    private static TaskState first(Submission s) {
        return Transition.first(s.isDeferred() ? Transition.Cause.SUBMIT_FOR_LATER : Transition.Cause.SUBMIT);
    }

    private static TaskState leased(Submission s) {
        return Transition.after(first(s), Transition.Cause.LEASE);
    }

    /** What is told of a task if it is written. */
    List<TaskEvent> events(Submission s) {
        TaskEvent submitted = new TaskEvent.Submitted(s.facts().in(first(s)), s.runAt());
        HandOff.Promise promise = promise(s);
        if (promise == null) {
            return List.of(submitted);
        }
        UUID worker = promise.seat().workerId();
        return List.of(submitted, new TaskEvent.Started(s.facts().in(leased(s)), 1, promise.lease(), worker, 0));
    }

    /** What its caller is told if it is written. */
    Submitted submitted(Submission s) {
        TaskState state = promise(s) == null ? first(s) : leased(s);
        return new Submitted(
                s.facts().id(), state, s.facts().queue(), s.facts().priority().name(), s.runAt());
    }

    /** Puts what was leased into the places that were promised; {@code leases} are the rows of {@code running} by task. */
    void grant(Map<UUID, Row> leases, HandOff handOff) {
        long now = System.nanoTime();
        for (Submission s : leases.isEmpty() ? List.<Submission>of() : all) {
            Row row = leases.get(s.facts().id());
            HandOff.Promise promise = promise(s);
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
