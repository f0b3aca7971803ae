package dev.headrace.task.model;

/** Whether tasks that depend on something are leased. */
public enum BreakerState {
    /** They are. Failures are counted. */
    CLOSED,
    /** None is: too many of them failed, or a person said so. */
    OPEN,
    /** A few are, to see whether it works again. */
    HALF_OPEN
}
