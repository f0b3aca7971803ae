package dev.headrace.task.failure;

import java.util.Map;

/**
 * What is known around a failure.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param recovered how many other tasks that failed in the same way (same fingerprint) succeeded later, in the last minutes
 * @param recent how many failures of each type there were in the last minutes, of the same task type
 */
public record Context(int attempt, int recovered, Map<FailureType, Integer> recent) {
    /** Nothing is known: a first attempt, alone. */
    public static final Context NONE = new Context(1, 0, Map.of());

    public Context {
        recent = Map.copyOf(recent);
    }
}
