package dev.headrace.task.failure;

import java.util.List;

/** Says what a failure is. The same failure in the same context always gets the same answer. */
public final class Classifier {
    /** Said when no rule covers a failure. */
    public static final String NO_RULE = "none";

    private final Taxonomy taxonomy;

    public Classifier(Taxonomy taxonomy) {
        this.taxonomy = taxonomy;
    }

    /** With the rules that come with Headrace. */
    public static Classifier shipped() {
        return new Classifier(Taxonomy.shipped());
    }

    public Taxonomy taxonomy() {
        return taxonomy;
    }

    /** By the rules that come with Headrace only. */
    public Classification classify(Failure failure, Context context) {
        return classify(failure, context, "", List.of());
    }

    /**
     * By the operators' rules, and where none of them covers the failure by those that come with Headrace. What an operator
     * says is not changed by circumstances.
     *
     * @param taskType type of the task that failed, empty if it is not known
     */
    public Classification classify(Failure failure, Context context, String taskType, List<OperatorRule> rules) {
        for (OperatorRule rule : rules) {
            if (rule.covers(failure, taskType)) {
                return rule.says(taxonomy.meaning(rule.type()));
            }
        }
        Classification found = found(taxonomy.decide(failure));
        return taxonomy.circumstances().stream()
                .filter(c -> c.covers(found, context))
                .findFirst()
                .map(c -> c.change(found))
                .orElse(found);
    }

    /** By the name and the status alone: costs next to nothing, whatever the failure says. */
    public Classification classifyBriefly(Failure failure) {
        Classification found = found(taxonomy.glance(failure));
        return new Classification(
                found.type(), found.confidence(), found.rule() + "+briefly", found.remediation(), found.alert());
    }

    private Classification found(@org.jspecify.annotations.Nullable Rule rule) {
        if (rule == null) {
            Taxonomy.Meaning meaning = taxonomy.meaning(FailureType.UNKNOWN);
            return new Classification(FailureType.UNKNOWN, 0, NO_RULE, meaning.remedy(), meaning.alert());
        }
        Taxonomy.Meaning meaning = taxonomy.meaning(rule.type());
        Remediation remedy = rule.remedy() == null ? meaning.remedy() : rule.remedy();
        return new Classification(rule.type(), rule.confidence(), rule.id(), remedy, meaning.alert());
    }
}
