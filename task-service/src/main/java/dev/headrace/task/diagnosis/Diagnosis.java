package dev.headrace.task.diagnosis;

import dev.headrace.task.failure.Classification;
import dev.headrace.task.policy.Applied;

/**
 * What a failed attempt was found to be, and what follows.
 *
 * @param fingerprint the same for failures of one cause
 * @param applied the retry policy
 * @param permanent whether trying again is given up, unless the worker says otherwise
 * @param askedDelayMs how long the failed side asks to wait, in milliseconds; -1 if it does not
 */
public record Diagnosis(
        Classification classification, String fingerprint, Applied applied, boolean permanent, long askedDelayMs) {
    /** The same failure, found to be something else. */
    public Diagnosis as(Classification found) {
        return new Diagnosis(found, fingerprint, applied, permanent, askedDelayMs);
    }
}
