package dev.headrace.task.deadletter;

/** Where a dead letter stands. */
public enum LetterStatus {
    /** Its task is dead, and somebody has to decide. */
    PENDING,
    /** Its task has another run. */
    RETRYING,
    /** Its task succeeded after all, or somebody says that nothing is left to do. */
    RESOLVED,
    /** Nobody wants its task done any more. */
    ABANDONED
}
