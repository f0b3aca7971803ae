package dev.headrace.task.signal;

/**
 * What a worker asks for: tasks of a tenant, in a queue, of a type.
 *
 * @param host server that the service itself calls, as {@code example.com:443}; {@link #NO_HOST} for tasks that workers
 *     lease
 */
public record Kind(String tenant, String queue, String type, String host) {
    public static final String NO_HOST = "";
}
