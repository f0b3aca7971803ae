package dev.headrace.task.diagnosis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.task.failure.Classification;
import dev.headrace.task.failure.OperatorRule;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the causes of the last minutes were found to be: a flood of failures, of which a replica has no time to look at each,
 * mostly has a few causes. Bounded; what was found by other rules than those of now does not count.
 */
@Singleton
class KnownCauses {
    private static final int MOST = 10_000;
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Cache<Cause, Found> known =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    private record Cause(String tenant, String taskType, String fingerprint) {}

    private record Found(List<OperatorRule> rules, Classification classification) {}

    void learn(Diagnoser.Case of, String fingerprint, List<OperatorRule> rules, Classification found) {
        known.put(cause(of, fingerprint, rules), new Found(rules, found));
    }

    /** Only a tenant's own rules look at the type of the task. */
    private static Cause cause(Diagnoser.Case of, String fingerprint, List<OperatorRule> rules) {
        return new Cause(of.tenant(), rules.isEmpty() ? "" : of.taskType(), fingerprint);
    }

    /** As the same cause was classified before, with {@code +recalled} after the rule. */
    Optional<Classification> recall(Diagnoser.Case of, String fingerprint, List<OperatorRule> rules) {
        return Optional.ofNullable(known.getIfPresent(cause(of, fingerprint, rules)))
                .filter(found -> found.rules().equals(rules))
                .map(Found::classification)
                .map(c -> new Classification(
                        c.type(), c.confidence(), c.rule() + "+recalled", c.remediation(), c.alert()));
    }
}
