package dev.headrace.task.rule;

import dev.headrace.task.signal.Kind;

/** A queue of a tenant. */
public record QueueName(String tenant, String name) {
    public static QueueName of(Kind kind) {
        return new QueueName(kind.tenant(), kind.queue());
    }
}
