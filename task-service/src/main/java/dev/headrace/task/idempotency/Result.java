package dev.headrace.task.idempotency;

/** What became of a submission with a key. */
public enum Result {
    /** The first of its key: a task. */
    FIRST,
    /** A repetition: the first one's task. */
    HIT,
    /** The key of another input. */
    CONFLICT,
    /** Another one with its key was being written. */
    IN_FLIGHT
}
