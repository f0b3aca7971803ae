package dev.headrace.task.policy;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.rule.TypePattern;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators of one tenant set.
 *
 * @param types for task types: the first one that covers a type counts, exact names before patterns, longer before shorter
 * @param classes for types of failure
 */
public record TenantPolicies(List<OfType> types, Map<FailureType, Policy> classes) {
    static final TenantPolicies NONE = new TenantPolicies(List.of(), Map.of());

    /** @param pattern a {@link TypePattern} */
    record OfType(String pattern, Policy policy) {}

    public TenantPolicies {
        types = types.stream()
                .sorted(java.util.Comparator.comparing(OfType::pattern, TenantPolicies::nearer))
                .toList();
        classes = Map.copyOf(classes);
    }

    private static int nearer(String a, String b) {
        int exact = Boolean.compare(a.indexOf('*') >= 0, b.indexOf('*') >= 0);
        int longer = Integer.compare(b.length(), a.length());
        return exact != 0 ? exact : longer != 0 ? longer : a.compareTo(b);
    }

    /**
     * The policy of a failure: the task's own, that of its type, that of the failure, or the default.
     *
     * @param own the task's own, if it has one
     * @param certain whether the type of the failure is sure enough to go by
     */
    Applied resolve(@Nullable RetryPolicy own, String taskType, FailureType failure, boolean certain) {
        if (own != null) {
            return new Applied(Applied.Source.TASK, "", Policy.backingOff(own));
        }
        for (OfType of : types) {
            if (new TypePattern(of.pattern()).matches(taskType)) {
                return new Applied(Applied.Source.TYPE, of.pattern(), of.policy());
            }
        }
        return (certain && failure != FailureType.UNKNOWN) || classes.containsKey(failure)
                ? new Applied(Applied.Source.CLASS, failure.name(), ofClass(failure))
                : new Applied(Applied.Source.DEFAULT, "", Policy.DEFAULT);
    }

    /** The policy of a type of failure: the operators', or the one that comes with Headrace. */
    Policy ofClass(FailureType failure) {
        Policy set = classes.get(failure);
        return set == null ? ClassPolicies.of(failure) : set;
    }
}
