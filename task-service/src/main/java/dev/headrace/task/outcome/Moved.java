package dev.headrace.task.outcome;

import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.Facts;

/** A task that will be leased again: READY at once, RETRYING after a delay in milliseconds. */
record Moved(Facts facts, TaskState state, long delayMs) {}
