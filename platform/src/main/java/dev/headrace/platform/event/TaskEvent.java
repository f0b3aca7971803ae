package dev.headrace.platform.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a task, on {@link Topics#TASKS}, in order for each task.
 *
 * <p>{@code waitMs} runs from when the attempt was due to its lease, {@code runMs} from the lease to the outcome.
 * Schemas and golden samples are in docs/contracts.
 */
public sealed interface TaskEvent {
    /** The task, with its state after the event. */
    TaskFacts task();

    /** Prefix of every type on the wire. */
    String PREFIX = "dev.headrace.";

    /** Accepted and durable. */
    record Submitted(TaskFacts task, Instant runAt) implements TaskEvent {}

    /** A deferred or retried task has come due. */
    record Ready(TaskFacts task) implements TaskEvent {}

    /** Leased by a worker. */
    record Started(TaskFacts task, int attempt, long lease, UUID workerId, long waitMs) implements TaskEvent {}

    record Succeeded(TaskFacts task, int attempt, long lease, UUID workerId, long waitMs, long runMs)
            implements TaskEvent {}

    /** An attempt failed; another one follows at {@code runAt}. */
    record Retrying(
            TaskFacts task,
            int attempt,
            long lease,
            UUID workerId,
            long waitMs,
            long runMs,
            Failure error,
            Instant runAt)
            implements TaskEvent {}

    /** Given up. The lease and worker are those of the last attempt. */
    record Dead(
            TaskFacts task,
            int attempt,
            @Nullable Long lease,
            @Nullable UUID workerId,
            long waitMs,
            long runMs,
            Failure error,
            String reason)
            implements TaskEvent {}

    /** @param by subject that cancelled it */
    record Cancelled(TaskFacts task, String by) implements TaskEvent {}

    /** Back in the queue without a failure: handed back, or its worker fell silent. */
    record Released(TaskFacts task, int attempt, long lease, UUID workerId, ReleaseReason reason)
            implements TaskEvent {}

    /**
     * It has waited for long and waits at a higher priority now; the task itself keeps the one that was asked for.
     *
     * @param from priority at which it waited
     * @param to priority at which it waits
     */
    record Escalated(TaskFacts task, String from, String to, String reason) implements TaskEvent {}

    /**
     * What the worker said of a failure, and what it was found to be. The latter is absent for what was never an attempt.
     *
     * @param failureType one of the fifteen types of failure
     * @param confidence in that, from 0 to 1
     * @param remediation what helps
     * @param fingerprint the same for failures of one cause
     */
    record Failure(
            String type,
            String message,
            @Nullable String failureType,
            @Nullable Double confidence,
            @Nullable String remediation,
            @Nullable String fingerprint) {
        /** One that is not classified. */
        public Failure(String type, String message) {
            this(type, message, null, null, null, null);
        }
    }

    enum ReleaseReason {
        RELEASED,
        LEASE_EXPIRED
    }

    Map<String, Class<? extends TaskEvent>> TYPES = Map.of(
            "dev.headrace.task.submitted", Submitted.class,
            "dev.headrace.task.ready", Ready.class,
            "dev.headrace.task.started", Started.class,
            "dev.headrace.task.succeeded", Succeeded.class,
            "dev.headrace.task.retrying", Retrying.class,
            "dev.headrace.task.dead", Dead.class,
            "dev.headrace.task.cancelled", Cancelled.class,
            "dev.headrace.task.released", Released.class,
            "dev.headrace.task.escalated", Escalated.class);

    /** The CloudEvents type of this event. */
    default String type() {
        return switch (this) {
            case Submitted s -> "dev.headrace.task.submitted";
            case Ready r -> "dev.headrace.task.ready";
            case Started s -> "dev.headrace.task.started";
            case Succeeded s -> "dev.headrace.task.succeeded";
            case Retrying r -> "dev.headrace.task.retrying";
            case Dead d -> "dev.headrace.task.dead";
            case Cancelled c -> "dev.headrace.task.cancelled";
            case Released r -> "dev.headrace.task.released";
            case Escalated e -> "dev.headrace.task.escalated";
        };
    }
}
