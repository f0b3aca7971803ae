package dev.headrace.task.escalation;

import dev.headrace.task.model.Priority;

/**
 * A segment that moves up.
 *
 * @param priority at which it was seen
 * @param lifted how many levels it was above what was asked for
 * @param tasks that it had
 */
record Rise(long segment, int priority, int lifted, int tasks, Priority to, String reason) {}
