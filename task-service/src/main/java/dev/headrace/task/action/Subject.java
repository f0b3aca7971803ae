package dev.headrace.task.action;

/** What a bulk action is on. */
public enum Subject {
    TASK,
    DEAD_LETTER
}
