package dev.headrace.task.failure;

/**
 * What a failure was found to be.
 *
 * @param confidence from 0 (a guess) to 1 (certain)
 * @param rule id of the rule that decided
 */
public record Classification(
        FailureType type, double confidence, String rule, Remediation remediation, AlertLevel alert) {
    public Classification {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be from 0 to 1, not " + confidence);
        }
    }
}
