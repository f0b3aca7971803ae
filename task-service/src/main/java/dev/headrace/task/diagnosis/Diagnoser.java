package dev.headrace.task.diagnosis;

import dev.headrace.task.failure.Classification;
import dev.headrace.task.failure.Classifier;
import dev.headrace.task.failure.Context;
import dev.headrace.task.failure.Failure;
import dev.headrace.task.failure.FailureFingerprint;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.OperatorRule;
import dev.headrace.task.failure.RetryAfterText;
import dev.headrace.task.failure.rule.FailureRules;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.policy.Applied;
import dev.headrace.task.policy.PolicyBook;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Classifies failures from memory: some 30 µs each, no statement. */
@Singleton
public class Diagnoser {
    private final Classifier classifier = Classifier.shipped();
    private final FailureRules rules;
    private final PolicyBook policies;
    private final RecentFailures recent;
    private final Effort effort;
    private final KnownCauses causes;
    private final DiagnosisConfig config;

    Diagnoser(
            FailureRules rules,
            PolicyBook policies,
            RecentFailures recent,
            Effort effort,
            KnownCauses causes,
            DiagnosisConfig config) {
        this.effort = effort;
        this.causes = causes;
        this.rules = rules;
        this.policies = policies;
        this.recent = recent;
        this.config = config;
    }

    /**
     * A failure and where it happened.
     *
     * @param attempt number of the attempt, from 1
     * @param own the task's own retry policy, if it has one
     */
    public record Case(
            String tenant,
            String taskType,
            int attempt,
            Failure failure,
            @Nullable RetryPolicy own) {}

    public Diagnosis diagnose(Case of) {
        return diagnose(of, rules.of(of.tenant()));
    }

    /** As if the tenant had these rules. */
    Diagnosis diagnose(Case of, List<OperatorRule> operatorRules) {
        long begun = System.nanoTime();
        String fingerprint = FailureFingerprint.of(of.failure());
        Classification found = classify(of, fingerprint, operatorRules);
        effort.spent(of.tenant(), System.nanoTime() - begun);
        boolean certain = found.confidence() >= config.policyConfidence();
        Applied applied = policies.resolve(of.tenant(), of.own(), of.taskType(), found.type(), certain);
        return new Diagnosis(found, fingerprint, applied, isPermanent(of.tenant(), found, applied), asked(of, found));
    }

    private Classification classify(Case of, String fingerprint, List<OperatorRule> operatorRules) {
        if (!effort.isLeft(of.tenant())) {
            return causes.recall(of, fingerprint, operatorRules)
                    .orElseGet(() -> classifier.classifyBriefly(of.failure()));
        }
        Context context = recent.context(of.tenant(), of.taskType(), fingerprint, of.attempt());
        Classification found = classifier.classify(of.failure(), context, of.taskType(), operatorRules);
        causes.learn(of, fingerprint, operatorRules, found);
        return found;
    }

    Classifier classifier() {
        return classifier;
    }

    List<OperatorRule> rules(String tenant) {
        return rules.of(tenant);
    }

    private boolean isPermanent(String tenant, Classification found, Applied applied) {
        boolean ofType =
                applied.source() == Applied.Source.TYPE && !applied.policy().retry();
        boolean ofClass = found.confidence() >= config.permanentConfidence() && !policies.mayPass(tenant, found.type());
        return ofType || ofClass;
    }

    private long asked(Case of, Classification found) {
        boolean mayAsk = found.type() == FailureType.TRANSIENT_RATE_LIMIT
                || found.type() == FailureType.EXTERNAL_SERVICE_UNAVAILABLE;
        return mayAsk ? RetryAfterText.of(of.failure().message(), config.maxRetryAfter()) : -1;
    }
}
