package dev.headrace.task.model;

import static dev.headrace.task.model.TaskState.CANCELLED;
import static dev.headrace.task.model.TaskState.DEAD;
import static dev.headrace.task.model.TaskState.READY;
import static dev.headrace.task.model.TaskState.RETRYING;
import static dev.headrace.task.model.TaskState.RUNNING;
import static dev.headrace.task.model.TaskState.SCHEDULED;
import static dev.headrace.task.model.TaskState.SUCCEEDED;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one table of how a task changes state. Whatever writes a state asks here; what is not in the table does not
 * happen.
 *
 * @param from empty for a task that does not exist yet
 */
public record Transition(Optional<TaskState> from, Cause cause, TaskState to) {

    /** What makes a task change. */
    public enum Cause {
        SUBMIT,
        SUBMIT_FOR_LATER,
        COME_DUE,
        LEASE,
        SUCCEED,
        FAIL_AND_RETRY,
        GIVE_UP,
        RELEASE,
        LEASE_EXPIRES,
        CANCEL,
        /** A limit in time of the whole task is reached. */
        EXPIRE,
        /** A person gives a task that has ended another run. */
        REQUEUE,
        REQUEUE_FOR_LATER
    }

    /** Every change there is. The diagram in docs/guides/tasks.md is made from it. */
    public static final List<Transition> TABLE = List.of(
            start(Cause.SUBMIT, READY),
            start(Cause.SUBMIT_FOR_LATER, SCHEDULED),
            of(SCHEDULED, Cause.COME_DUE, READY),
            of(RETRYING, Cause.COME_DUE, READY),
            of(READY, Cause.LEASE, RUNNING),
            of(RUNNING, Cause.SUCCEED, SUCCEEDED),
            of(RUNNING, Cause.FAIL_AND_RETRY, RETRYING),
            of(RUNNING, Cause.GIVE_UP, DEAD),
            of(RUNNING, Cause.RELEASE, READY),
            of(RUNNING, Cause.LEASE_EXPIRES, READY),
            of(SCHEDULED, Cause.CANCEL, CANCELLED),
            of(READY, Cause.CANCEL, CANCELLED),
            of(RETRYING, Cause.CANCEL, CANCELLED),
            of(RUNNING, Cause.CANCEL, CANCELLED),
            of(SCHEDULED, Cause.EXPIRE, DEAD),
            of(READY, Cause.EXPIRE, DEAD),
            of(RETRYING, Cause.EXPIRE, DEAD),
            of(RUNNING, Cause.EXPIRE, DEAD),
            of(SUCCEEDED, Cause.REQUEUE, READY),
            of(DEAD, Cause.REQUEUE, READY),
            of(CANCELLED, Cause.REQUEUE, READY),
            of(SUCCEEDED, Cause.REQUEUE_FOR_LATER, SCHEDULED),
            of(DEAD, Cause.REQUEUE_FOR_LATER, SCHEDULED),
            of(CANCELLED, Cause.REQUEUE_FOR_LATER, SCHEDULED));

    private static final Map<TaskState, Map<Cause, TaskState>> NEXT = index();

    private static Transition start(Cause cause, TaskState to) {
        return new Transition(Optional.empty(), cause, to);
    }

    private static Transition of(TaskState from, Cause cause, TaskState to) {
        return new Transition(Optional.of(from), cause, to);
    }

    private static Map<TaskState, Map<Cause, TaskState>> index() {
        Map<TaskState, Map<Cause, TaskState>> next = new EnumMap<>(TaskState.class);
        for (Transition t : TABLE) {
            t.from.ifPresent(from ->
                    next.computeIfAbsent(from, f -> new EnumMap<>(Cause.class)).put(t.cause, t.to));
        }
        return next;
    }

    /** The state of a new task. */
    public static TaskState first(Cause cause) {
        return TABLE.stream()
                .filter(t -> t.from.isEmpty() && t.cause == cause)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no task starts by " + cause))
                .to;
    }

    /** The state after a cause; empty if a task in this state cannot change so. */
    public static Optional<TaskState> next(TaskState from, Cause cause) {
        return Optional.ofNullable(NEXT.getOrDefault(from, Map.of()).get(cause));
    }

    /** The state after a cause that the caller knows to be possible. */
    public static TaskState after(TaskState from, Cause cause) {
        return next(from, cause)
                .orElseThrow(() -> new IllegalStateException("a task that is " + from + " cannot " + cause + "; it can "
                        + Arrays.toString(causesFrom(from))));
    }

    private static Object[] causesFrom(TaskState from) {
        return TABLE.stream()
                .filter(t -> t.from.equals(Optional.of(from)))
                .map(Transition::cause)
                .toArray();
    }
}
