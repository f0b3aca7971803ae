package dev.headrace.task.simulation;

import dev.headrace.task.model.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the model knows it. Times are minutes of the model's clock.
 *
 * <p>Until it is accepted it has no id.
 */
final class Life {
    /** An ended lease; {@code lease} is negative where nobody was told the number. */
    record Past(long lease, int attempt, String outcome, TaskState after) {}

    final Kind kind;
    final int priority;
    final int maxAttempts;
    final int retryMinutes;
    final List<Past> past = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    String id = "";
    TaskState state = TaskState.READY;
    int attempt = 1;
    int crashes;
    long dueMinute;
    int dueTurn;
    long lease = -1;
    String worker = "";
    long leaseMinutes;
    long expiresMinute;
    boolean cancelling;

    /** Queue and type. */
    record Kind(String queue, String type) {}

    Life(Kind kind, int priority, int maxAttempts, int retryMinutes) {
        this.kind = kind;
        this.priority = priority;
        this.maxAttempts = maxAttempts;
        this.retryMinutes = retryMinutes;
    }

    boolean isRunning() {
        return state == TaskState.RUNNING;
    }

    boolean waitsForItsTime() {
        return state == TaskState.SCHEDULED || state == TaskState.RETRYING;
    }

    /** How an earlier lease ended; null if there was none of this number. */
    @Nullable
    String endOf(long number) {
        return past.stream()
                .filter(p -> p.lease() == number)
                .map(Past::outcome)
                .findFirst()
                .orElse(null);
    }

    /** A change and the event that must tell of it. */
    void become(TaskState next, String event, long ofLease) {
        state = next;
        events.add(event + " " + next + (ofLease < 0 ? "" : " " + ofLease));
    }

    @Override
    public String toString() {
        return id + "[" + kind.queue() + "/" + kind.type() + " priority " + priority + " " + state + " attempt "
                + attempt + "/" + maxAttempts + " lease " + lease + "]";
    }
}
