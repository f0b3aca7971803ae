package dev.headrace.task.deadletter;

import static dev.headrace.task.deadletter.LetterStatus.ABANDONED;
import static dev.headrace.task.deadletter.LetterStatus.PENDING;
import static dev.headrace.task.deadletter.LetterStatus.RESOLVED;
import static dev.headrace.task.deadletter.LetterStatus.RETRYING;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one table of how a dead letter changes its status. The statements take from here which ones they may change.
 *
 * @param from empty for a task that was not dead before
 */
public record LetterTransition(Optional<LetterStatus> from, Cause cause, LetterStatus to) {

    /** What makes a dead letter change. */
    public enum Cause {
        /** Its task is given up. */
        DIE,
        /** A person gives it another chance. */
        RETRY,
        /** A person gives its task another run, as one may with any task that has ended. */
        RERUN,
        /** Its task succeeds. */
        SUCCEED,
        /** Its task is cancelled. */
        CANCEL,
        /** A person says that it is settled. */
        RESOLVE,
        /** A person says that it is not wanted. */
        ABANDON
    }

    /** Every change there is. The diagram in docs/guides/dead-letters.md is made from it. */
    public static final List<LetterTransition> TABLE = List.of(
            new LetterTransition(Optional.empty(), Cause.DIE, PENDING),
            of(PENDING, Cause.RETRY, RETRYING),
            of(ABANDONED, Cause.RETRY, RETRYING),
            of(RESOLVED, Cause.RERUN, RETRYING),
            of(RETRYING, Cause.DIE, PENDING),
            of(RETRYING, Cause.SUCCEED, RESOLVED),
            of(RETRYING, Cause.CANCEL, ABANDONED),
            of(PENDING, Cause.RESOLVE, RESOLVED),
            of(ABANDONED, Cause.RESOLVE, RESOLVED),
            of(PENDING, Cause.ABANDON, ABANDONED));

    private static LetterTransition of(LetterStatus from, Cause cause, LetterStatus to) {
        return new LetterTransition(Optional.of(from), cause, to);
    }

    /** The status after a cause; empty if a dead letter of this status cannot change so. */
    public static Optional<LetterStatus> next(LetterStatus from, Cause cause) {
        return TABLE.stream()
                .filter(t -> t.cause == cause && t.from.equals(Optional.of(from)))
                .map(LetterTransition::to)
                .findFirst();
    }

    /** Those that can change so. */
    public static Set<LetterStatus> from(Cause cause) {
        Set<LetterStatus> from = EnumSet.noneOf(LetterStatus.class);
        TABLE.stream().filter(t -> t.cause == cause).forEach(t -> t.from.ifPresent(from::add));
        return from;
    }
}
