package dev.headrace.task.deadletter;

import dev.headrace.task.failure.AlertLevel;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.Remediation;
import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** What a failure was found to be, and what helps, for people. */
final class Remedies {
    private Remedies() {}

    /** What the row's failure was found to be; null if nobody looked at it. */
    static LetterView.@Nullable Found found(Row row) {
        String type = row.getString("failure_type");
        if (type == null) {
            return null;
        }
        FailureType failure = FailureType.valueOf(type);
        Float confidence = row.getFloat("confidence");
        return new LetterView.Found(
                failure,
                confidence == null ? 0 : Math.round(confidence * 1_000) / 1_000.0,
                row.getString("rule"),
                remediation(row.getString("remediation")),
                alert(row.getString("alert_level")));
    }

    private static Remediation remediation(@Nullable String name) {
        return name == null ? Remediation.MANUAL_INVESTIGATION : Remediation.valueOf(name);
    }

    private static AlertLevel alert(@Nullable String name) {
        return name == null ? AlertLevel.NONE : AlertLevel.valueOf(name);
    }

    /** What to do about it, in a sentence. */
    static String advice(Remediation remediation) {
        return switch (remediation) {
            case RETRY_IMMEDIATELY -> "Retry the group: what failed was over at once.";
            case RETRY_WITH_BACKOFF -> "Retry the group at a low rate, once what failed answers again.";
            case ESCALATE_TO_ADMIN -> "Have the credentials renewed, then retry the group.";
            case FIX_CONFIGURATION -> "Correct the workers' configuration, then retry the group.";
            case UPDATE_DEPENDENCIES -> "Bring the workers' libraries up to date, then retry the group.";
            case CONTACT_EXTERNAL_SERVICE -> "Ask whoever runs the other service; retry the group when it works again.";
            case SCALE_RESOURCES -> "Give the workers more memory, disk or processors, then retry the group slowly.";
            case MANUAL_INVESTIGATION ->
                "Look at the sample: mend its cause and retry the group, or abandon it if its input is wrong.";
        };
    }
}
