package dev.headrace.task.signal;

/** What a worker asks for: tasks of a tenant, in a queue, of a type. */
public record Kind(String tenant, String queue, String type) {}
