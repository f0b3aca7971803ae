package dev.headrace.task.deadletter;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one dead letter.
 *
 * @param status afterwards; null if there is none that the caller may see
 * @param reason why nothing was done
 */
record LetterEffect(
        UUID id,
        Result result,
        @Nullable LetterStatus status,
        @Nullable String reason) {
    enum Result {
        DONE,
        /** Its status does not allow it. */
        SKIPPED,
        NOT_FOUND
    }

    static LetterEffect done(UUID id, LetterStatus status) {
        return new LetterEffect(id, Result.DONE, status, null);
    }

    static LetterEffect skipped(UUID id, LetterStatus status, String reason) {
        return new LetterEffect(id, Result.SKIPPED, status, reason);
    }

    static LetterEffect notFound(UUID id) {
        return new LetterEffect(id, Result.NOT_FOUND, null, "There is no such dead letter");
    }

    /** One word for counting why it was left as it was; empty if it was not. */
    Optional<String> left() {
        return switch (result) {
            case DONE -> Optional.empty();
            case SKIPPED -> Optional.of(String.valueOf(status));
            case NOT_FOUND -> Optional.of(result.name());
        };
    }
}
