package dev.headrace.task.breaker;

import dev.headrace.task.failure.FailureType;

/**
 * Which failures tell of what tasks depend on: another service, the credentials for it, or the workers' settings. What
 * tells of the task itself says nothing about the next one, and what tells of one worker's machine nothing about the other workers.
 */
final class Counting {
    private Counting() {}

    static boolean counts(FailureType type) {
        return switch (type) {
            case TRANSIENT_NETWORK,
                    TRANSIENT_DATABASE,
                    TRANSIENT_RATE_LIMIT,
                    EXTERNAL_SERVICE_UNAVAILABLE,
                    EXTERNAL_API_ERROR,
                    PERMANENT_AUTHENTICATION,
                    CONFIGURATION_MISSING_ENV,
                    CONFIGURATION_PERMISSIONS -> true;
            case PERMANENT_INVALID_INPUT,
                    PERMANENT_NOT_FOUND,
                    SYSTEM_OUT_OF_MEMORY,
                    SYSTEM_DISK_FULL,
                    SYSTEM_CPU_OVERLOAD,
                    BUSINESS_LOGIC_VIOLATION,
                    UNKNOWN -> false;
        };
    }
}
