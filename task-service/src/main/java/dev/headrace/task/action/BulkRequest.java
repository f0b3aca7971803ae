package dev.headrace.task.action;

import dev.headrace.platform.api.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every bulk action may say, whatever it is on: what to do, with those that are named or with all that match. */
public interface BulkRequest {
    int MAX_IDS = 1_000;
    int MAX_RATE = 10_000;

    @Nullable
    String action();

    @Nullable
    List<String> ids();

    @Nullable
    Object filter();

    @Nullable
    Boolean dryRun();

    @Nullable
    Integer ratePerS();

    /** Adds what is wrong with that. */
    default void validate(Violations v, List<String> actions) {
        String action = action();
        v.required("action", action)
                .check(
                        action == null || actions.contains(action),
                        "action",
                        "UNKNOWN",
                        "is " + action + "; it must be one of " + actions);
        List<String> ids = ids();
        v.check((ids == null) != (filter() == null), "filter", "EXCLUSIVE", "or ids must be given, and not both");
        if (ids != null) {
            v.range("ids.length", ids.size(), 1, MAX_IDS);
            v.check(ratePerS() == null, "rate_per_s", "NOT_APPLICABLE", "is for actions on a filter");
        }
        v.range("rate_per_s", ratePerS(), 1, MAX_RATE);
    }

    /** A field that some of the actions have. Without an action nothing is said of it: there is one fault, and it is named. */
    default void only(Violations v, String field, @Nullable Object value, String... actions) {
        v.check(
                value == null || action() == null || List.of(actions).contains(action()),
                field,
                "NOT_APPLICABLE",
                "is for " + String.join(" and ", actions));
    }

    /** A filter that names nothing would be on everything there is. */
    static void mustName(boolean something, String everything) {
        new Violations()
                .check(something, "filter", "REQUIRED", "must name something, or the action would be on " + everything)
                .orThrow();
    }

    default boolean onlyForeseen() {
        return Boolean.TRUE.equals(dryRun());
    }
}
