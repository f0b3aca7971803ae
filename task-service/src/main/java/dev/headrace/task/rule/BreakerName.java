package dev.headrace.task.rule;

import dev.headrace.task.signal.Kind;
import java.util.List;

/**
 * What a breaker is for: {@code type:mail.send}, or {@code host:example.com:443} for push tasks to a server.
 *
 * @param name as callers write it
 */
public record BreakerName(String tenant, String name) {
    public static final String TYPE = "type:";
    public static final String HOST = "host:";

    /** The one that an attempt of a task is counted by: the server's for push tasks, the type's for all others. */
    public static BreakerName of(Kind kind) {
        return kind.host().equals(Kind.NO_HOST) ? ofType(kind) : ofHost(kind);
    }

    /** All that may keep a task back: a person may also open the type's for push tasks. */
    static List<BreakerName> all(Kind kind) {
        return kind.host().equals(Kind.NO_HOST) ? List.of(ofType(kind)) : List.of(ofHost(kind), ofType(kind));
    }

    private static BreakerName ofType(Kind kind) {
        return new BreakerName(kind.tenant(), TYPE + kind.type());
    }

    private static BreakerName ofHost(Kind kind) {
        return new BreakerName(kind.tenant(), HOST + kind.host());
    }
}
