package dev.headrace.analytics.rollup;

/** What is counted: one value for each kind of task event, in the order of the columns of the roll-up table. */
public enum Fact {
    SUBMITTED,
    READY,
    STARTED,
    SUCCEEDED,
    RETRYING,
    DEAD,
    CANCELLED,
    RELEASED
}
