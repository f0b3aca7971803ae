package dev.headrace.task.deadletter;

import dev.headrace.task.deadletter.LetterTransition.Cause;
import dev.headrace.task.model.Priority;
import dev.headrace.task.store.LetterEvent;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person may do to dead letters. */
public sealed interface LetterChange {
    /**
     * Give their tasks another run, with all their attempts.
     *
     * @param delayMs not before so many milliseconds from now
     * @param priority null leaves theirs
     */
    record Retry(
            long delayMs,
            @Nullable Priority priority,
            @Nullable String reason) implements LetterChange {}

    /** Nothing is left to do. */
    record Resolve(@Nullable String reason) implements LetterChange {}

    /** Nobody wants it done any more. */
    record Abandon(@Nullable String reason) implements LetterChange {}

    /** @param assignee who looks after them; null is nobody */
    record Assign(@Nullable String assignee) implements LetterChange {}

    /** Leave a text. */
    record Note(String text) implements LetterChange {}

    /** As callers and records name it. */
    default String action() {
        return switch (this) {
            case Retry r -> "retry";
            case Resolve r -> "resolve";
            case Abandon a -> "abandon";
            case Assign a -> "assign";
            case Note n -> "note";
        };
    }

    /** The event of it. */
    default LetterEvent.Kind told() {
        return switch (this) {
            case Retry r -> LetterEvent.Kind.RETRIED;
            case Resolve r -> LetterEvent.Kind.RESOLVED;
            case Abandon a -> LetterEvent.Kind.ABANDONED;
            case Assign a -> LetterEvent.Kind.ASSIGNED;
            case Note n -> LetterEvent.Kind.NOTED;
        };
    }

    /** Why, or what was noted, as the event says it. */
    default @Nullable String reason() {
        return this instanceof Note note ? note.text() : null;
    }

    /** Why, or what, in the record. */
    default @Nullable String detail() {
        return switch (this) {
            case Retry r -> r.reason();
            case Resolve r -> r.reason();
            case Abandon a -> a.reason();
            case Assign a -> a.assignee() == null ? "to nobody" : "to " + a.assignee();
            case Note n -> n.text();
        };
    }

    /** The change of status that it is; empty for what leaves it alone. */
    default Optional<Cause> cause() {
        return switch (this) {
            case Retry r -> Optional.of(Cause.RETRY);
            case Resolve r -> Optional.of(Cause.RESOLVE);
            case Abandon a -> Optional.of(Cause.ABANDON);
            case Assign a -> Optional.empty();
            case Note n -> Optional.empty();
        };
    }

    /** Those that it does something to. */
    default Set<LetterStatus> appliesTo() {
        return cause().map(LetterTransition::from).orElseGet(() -> EnumSet.allOf(LetterStatus.class));
    }

    /** Why it does nothing to a dead letter of this status. */
    default String refusal(LetterStatus status) {
        return "The dead letter is " + status + "; " + action() + " is for those that are " + appliesTo();
    }
}
