package dev.headrace.task.failure;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the circumstances change about a failure of some types. An effect that is null leaves what was found.
 *
 * @param attemptFrom from this attempt on
 * @param attemptTo up to this attempt
 * @param recoveredFrom if so many with the same fingerprint got well lately
 * @param recentFrom if there were so many of its type lately
 */
record Circumstance(
        String id,
        Set<FailureType> types,
        int attemptFrom,
        int attemptTo,
        int recoveredFrom,
        int recentFrom,
        Effect effect) {
    /** What it changes. */
    record Effect(
            @Nullable FailureType type,
            @Nullable Double confidence,
            @Nullable Remediation remedy,
            @Nullable AlertLevel alert) {}

    Circumstance {
        types = Set.copyOf(types);
    }

    boolean covers(Classification found, Context context) {
        return types.contains(found.type())
                && context.attempt() >= attemptFrom
                && context.attempt() <= attemptTo
                && context.recovered() >= recoveredFrom
                && context.recent().getOrDefault(found.type(), 0) >= recentFrom;
    }

    Classification change(Classification found) {
        return new Classification(
                effect.type() == null ? found.type() : effect.type(),
                effect.confidence() == null ? found.confidence() : effect.confidence(),
                found.rule() + "+" + id,
                effect.remedy() == null ? found.remediation() : effect.remedy(),
                effect.alert() == null ? found.alert() : effect.alert());
    }
}
