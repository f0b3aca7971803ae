package dev.headrace.task.store;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decided about a dead letter: {@code dev.headrace.dead_letter.retried} and the others. Their schemas and samples
 * are in docs/contracts. That it died, or was cancelled while it was retried, is told by the events of its task.
 *
 * @param was its status before
 * @param by who decided; null is Headrace itself
 * @param reason why, or the note's text
 * @param actionId the bulk action that it was part of
 */
public record LetterEvent(
        Letter deadLetter,
        String was,
        @Nullable String by,
        @Nullable String reason,
        @Nullable UUID actionId) {
    /**
     * The dead letter after the event.
     *
     * @param fingerprint the same for failures of one cause
     * @param assignee who looks after it
     */
    public record Letter(
            UUID id,
            UUID taskId,
            String tenant,
            String owner,
            String type,
            String queue,
            String priority,
            String status,
            @Nullable String failureType,
            String fingerprint,
            @Nullable String assignee) {}

    /** What was decided, as the types name it. */
    public enum Kind {
        RETRIED,
        RESOLVED,
        ABANDONED,
        ASSIGNED,
        NOTED;

        /** The CloudEvents type. */
        public String type() {
            return TaskEvent.PREFIX + "dead_letter." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** As it travels: with the key of its task's events, so that it keeps its place among them. */
    public CloudEvent sealed(Kind kind) {
        return EventBatch.sealed(
                kind.type(), deadLetter.taskId().toString(), deadLetter.tenant(), JsonBytes.text(this));
    }
}
