package dev.headrace.task.policy;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.model.RetryPolicy.Strategy;
import java.util.EnumMap;
import java.util.Map;

/** The policies that come with Headrace, one for each type of failure. */
public final class ClassPolicies {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;

    private static final Map<FailureType, Policy> SHIPPED = new EnumMap<>(FailureType.class);

    static {
        for (FailureType type : FailureType.values()) {
            SHIPPED.put(type, shipped(type));
        }
    }

    private ClassPolicies() {}

    public static Policy of(FailureType type) {
        return SHIPPED.getOrDefault(type, Policy.DEFAULT);
    }

    /**
     * What is broken for a moment is tried soon, what must recover is left alone for longer, and what only a person can mend
     * is not tried again. Configuration is mended by a person too, but without the tasks: they wait for it.
     */
    private static Policy shipped(FailureType type) {
        return switch (type) {
            case TRANSIENT_NETWORK -> growing(SECOND, 5 * MINUTE);
            case TRANSIENT_DATABASE -> apart(SECOND / 2, MINUTE);
            case TRANSIENT_RATE_LIMIT -> apart(15 * SECOND, 15 * MINUTE);
            case EXTERNAL_SERVICE_UNAVAILABLE -> apart(5 * SECOND, 10 * MINUTE);
            case EXTERNAL_API_ERROR -> growing(5 * SECOND, 10 * MINUTE);
            case SYSTEM_CPU_OVERLOAD -> apart(10 * SECOND, 5 * MINUTE);
            case SYSTEM_OUT_OF_MEMORY ->
                new Policy(true, apart(30 * SECOND, 15 * MINUTE).backoff(), 3);
            case SYSTEM_DISK_FULL ->
                Policy.backingOff(new RetryPolicy(Strategy.LINEAR, 5 * MINUTE, 30 * MINUTE, false, 0));
            case CONFIGURATION_MISSING_ENV, CONFIGURATION_PERMISSIONS -> growing(MINUTE, 30 * MINUTE);
            case PERMANENT_INVALID_INPUT, PERMANENT_NOT_FOUND, PERMANENT_AUTHENTICATION, BUSINESS_LOGIC_VIOLATION ->
                Policy.NEVER;
            case UNKNOWN -> Policy.DEFAULT;
        };
    }

    private static Policy growing(long baseMs, long maxMs) {
        return Policy.backingOff(new RetryPolicy(Strategy.EXPONENTIAL, baseMs, maxMs, true, 0));
    }

    /** At least the base, and never in step with others. */
    private static Policy apart(long baseMs, long maxMs) {
        return Policy.backingOff(new RetryPolicy(Strategy.DECORRELATED, baseMs, maxMs, true, 0));
    }
}
