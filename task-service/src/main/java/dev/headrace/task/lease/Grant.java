package dev.headrace.task.lease;

import dev.headrace.task.store.Held;

/** A lease as it is given: what the worker gets, and what this replica remembers of it. */
public record Grant(LeasedTask task, Held held) {}
