package dev.headrace.task.policy;

import dev.headrace.task.failure.FailureType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All policies of a tenant, and how well they did.
 *
 * @param policies those for task types, those for types of failure, the default
 * @param measuredHours how far back was measured
 * @param success by policy and type of failure, the least successful first
 * @param alert whether any of these is below 30 %
 */
public record PolicyReport(List<PolicyView> policies, int measuredHours, List<Success> success, boolean alert) {
    /**
     * How retries went.
     *
     * @param policy task, type and its pattern, class and the type of failure, or default
     * @param retries attempts that followed such failures and have ended
     * @param rate share of them that succeeded, 0 to 1
     * @param alert whether that is below 30 % of at least 20
     * @param recommendation a change that the figures speak for
     */
    public record Success(
            String policy,
            String failureType,
            long retries,
            long succeeded,
            double rate,
            boolean alert,
            List<Delay> byDelay,
            @Nullable Advice recommendation) {}

    /** How those went that waited from so many to so many milliseconds. */
    public record Delay(long fromMs, long toMs, long retries, long succeeded) {}

    static PolicyReport of(TenantPolicies set, List<Measured> measured, int hours) {
        List<PolicyView> policies = new ArrayList<>();
        set.types().forEach(of -> policies.add(view(Applied.Source.TYPE, of.pattern(), of.policy())));
        for (FailureType type : FailureType.values()) {
            policies.add(view(Applied.Source.CLASS, type.name(), set.ofClass(type)));
        }
        policies.add(view(Applied.Source.DEFAULT, "", Policy.DEFAULT));
        List<Success> success = measured.stream()
                .sorted(Comparator.comparingDouble(Measured::rate))
                .map(PolicyReport::success)
                .toList();
        return new PolicyReport(policies, hours, success, success.stream().anyMatch(Success::alert));
    }

    private static PolicyView view(Applied.Source source, String name, Policy policy) {
        return PolicyView.of(new Applied(source, name, policy));
    }

    private static Success success(Measured m) {
        return new Success(
                m.policy(),
                m.failureType(),
                m.retries(),
                m.succeeded(),
                Math.round(m.rate() * 1_000) / 1_000.0,
                Advice.isLow(m),
                m.delays().stream()
                        .map(b -> new Delay(b.fromMs(), b.toMs(), b.retries(), b.succeeded()))
                        .toList(),
                Advice.of(m).orElse(null));
    }
}
