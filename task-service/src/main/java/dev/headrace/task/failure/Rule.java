package dev.headrace.task.failure;

import org.jspecify.annotations.Nullable;

/**
 * What a rule says of the failures that it covers.
 *
 * @param remedy null for that of the type
 */
record Rule(
        String id,
        FailureType type,
        double confidence,
        @Nullable Remediation remedy) {
    Rule {
        if (!(confidence > 0 && confidence <= 1)) {
            throw new IllegalArgumentException(id + ": confidence must be over 0 and at most 1, not " + confidence);
        }
    }

    /** The same with less confidence: what was found at second hand. */
    Rule times(double factor) {
        return new Rule(id, type, confidence * factor, remedy);
    }

    Rule named(String other) {
        return new Rule(other, type, confidence, remedy);
    }
}
