package dev.headrace.task.model;

/** Where a task stands. */
public enum TaskState {
    /** Waits for other tasks. */
    BLOCKED,
    /** Waits for its time. */
    SCHEDULED,
    /** Due, waits for a worker. */
    READY,
    /** Leased by a worker. */
    RUNNING,
    /** Failed, waits for its next attempt. */
    RETRYING,
    SUCCEEDED,
    /** Given up; a person decides. */
    DEAD,
    CANCELLED;

    /** Whether nothing changes any more by itself. */
    public boolean isFinished() {
        return switch (this) {
            case SUCCEEDED, DEAD, CANCELLED -> true;
            case BLOCKED, SCHEDULED, READY, RUNNING, RETRYING -> false;
        };
    }
}
