package dev.headrace.task.batch;

/** Where a batch stands. */
public enum BatchStatus {
    /** No task of it has begun. */
    PENDING,
    /** Some have begun or ended, and not all have ended. */
    PROCESSING,
    /** All have succeeded. */
    COMPLETED,
    /** Some have succeeded, the others are dead or cancelled. */
    PARTIAL,
    /** None has succeeded. */
    FAILED;

    /** Of a batch of which nothing is open. */
    static BatchStatus ofEnded(int succeeded, int size) {
        if (succeeded == size) {
            return COMPLETED;
        }
        return succeeded == 0 ? FAILED : PARTIAL;
    }
}
