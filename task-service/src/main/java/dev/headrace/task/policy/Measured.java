package dev.headrace.task.policy;

import java.util.List;

/**
 * How the attempts went that followed failures of one type under one policy.
 *
 * @param policy as {@link Applied#label} records it
 * @param retries attempts that followed and have ended
 * @param succeeded of these
 * @param delays the same by how long they waited, the shortest first
 */
record Measured(String policy, String failureType, long retries, long succeeded, List<Band> delays) {
    /** Attempts that came after a delay in this range, in milliseconds, both ends included. */
    record Band(long fromMs, long toMs, long retries, long succeeded) {
        double rate() {
            return retries == 0 ? 0 : (double) succeeded / retries;
        }
    }

    Measured {
        delays = List.copyOf(delays);
    }

    double rate() {
        return retries == 0 ? 0 : (double) succeeded / retries;
    }
}
