package dev.headrace.e2e.check;

import java.util.Map;
import java.util.Set;

/** The states that each event may follow and the state that it leads to. Written from the contract, not from the code. */
final class LegalLife {
    /** Before the first event. */
    static final String NONE = "NONE";

    static final Set<String> FINAL = Set.of("SUCCEEDED", "DEAD", "CANCELLED");

    private static final Map<String, Set<String>> BEFORE = Map.of(
            "task.submitted", Set.of(NONE),
            "task.ready", Set.of("SCHEDULED", "RETRYING", "BLOCKED"),
            "task.started", Set.of("READY"),
            "task.succeeded", Set.of("RUNNING"),
            "task.retrying", Set.of("RUNNING"),
            "task.dead", Set.of("RUNNING"),
            "task.cancelled", Set.of("SCHEDULED", "READY", "RETRYING", "RUNNING", "BLOCKED"),
            "task.released", Set.of("RUNNING"),
            "task.escalated", Set.of("READY"));

    private static final Map<String, Set<String>> AFTER = Map.of(
            "task.submitted", Set.of("READY", "SCHEDULED", "BLOCKED"),
            "task.ready", Set.of("READY"),
            "task.started", Set.of("RUNNING"),
            "task.succeeded", Set.of("SUCCEEDED"),
            "task.retrying", Set.of("RETRYING"),
            "task.dead", Set.of("DEAD"),
            "task.cancelled", Set.of("CANCELLED"),
            "task.released", Set.of("READY"),
            "task.escalated", Set.of("READY"));

    private LegalLife() {}

    static boolean allows(String before, String type, String after) {
        return BEFORE.getOrDefault(type, Set.of()).contains(before)
                && AFTER.getOrDefault(type, Set.of()).contains(after);
    }
}
