package dev.headrace.task.control;

import dev.headrace.task.model.TaskState;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task.
 *
 * @param state of the task afterwards; null if there is none any more, or none that the caller may see
 * @param reason why nothing was done
 */
public record Effect(
        UUID id,
        Result result,
        @Nullable TaskState state,
        @Nullable String reason) {
    /** How it went. */
    public enum Result {
        DONE,
        /** Its worker was asked to stop. */
        REQUESTED,
        /** Its state does not allow it, or there was nothing to change. */
        SKIPPED,
        NOT_FOUND,
        /** It moved while it was looked at: look again. */
        MOVED
    }

    static Effect done(UUID id, @Nullable TaskState state) {
        return new Effect(id, Result.DONE, state, null);
    }

    static Effect skipped(UUID id, TaskState state, String reason) {
        return new Effect(id, Result.SKIPPED, state, reason);
    }

    static Effect notFound(UUID id) {
        return new Effect(id, Result.NOT_FOUND, null, "There is no such task");
    }

    /** One word for counting why the task was left as it was; empty if it was not. */
    public Optional<String> left() {
        return switch (result) {
            case DONE, REQUESTED -> Optional.empty();
            case SKIPPED, MOVED -> Optional.of(String.valueOf(state));
            case NOT_FOUND -> Optional.of(Result.NOT_FOUND.name());
        };
    }
}
