package dev.headrace.task.failure;

/** How loudly a failure should be told, the quietest first. */
public enum AlertLevel {
    NONE,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
