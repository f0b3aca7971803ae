package dev.headrace.task.signal;

/**
 * What a worker asks for: tasks of a tenant, in a queue, of a type.
 *
 * @param push whether the service itself calls the tasks' targets; no worker of a caller gets those
 */
public record Kind(String tenant, String queue, String type, boolean push) {}
