package dev.headrace.task.outcome;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.headrace.platform.api.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one outcome.
 *
 * @param status accepted; stale if the lease is not in force any more; unknown if there is no such task; invalid if the
 *     outcome itself is wrong
 */
public record Answer(
        @Nullable UUID taskId, Status status, @Nullable List<FieldError> error) {
    /** The four answers. */
    public enum Status {
        ACCEPTED,
        STALE,
        UNKNOWN,
        INVALID;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Answer of(Outcome outcome, Status status) {
        return new Answer(outcome.taskId(), status, null);
    }
}
