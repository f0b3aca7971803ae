package dev.headrace.task.failure.rule;

import dev.headrace.platform.api.Violations;
import dev.headrace.task.failure.AlertLevel;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.OperatorRule;
import dev.headrace.task.failure.Remediation;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operator's rule. It covers a failure if all of its conditions do; at least one must be given.
 *
 * @param id what it is called, 1 to 64 of a-z 0-9 . _ -
 * @param exception name of the exception, with or without its package
 * @param message RE2 expression, found anywhere in the message, in any case; up to 500 characters
 * @param httpStatus 100 to 599
 * @param taskType type of the task, exactly
 * @param failureType what such a failure is
 * @param confidence over 0 and at most 1; 1 if absent
 * @param remediation if absent that of the type
 * @param alertLevel if absent that of the type
 * @param description for people, up to 1,000 characters
 * @param changedBy who changed it last
 */
public record FailureRule(
        @Nullable String id,
        @Nullable String exception,
        @Nullable String message,
        @Nullable Integer httpStatus,
        @Nullable String taskType,
        @Nullable String failureType,
        @Nullable Double confidence,
        @Nullable String remediation,
        @Nullable String alertLevel,
        @Nullable String description,
        @Nullable String changedBy,
        @Nullable Instant changedAt) {
    private static final Pattern ID = Pattern.compile("[a-z0-9._-]{1,64}");

    /** Adds what is wrong with it to a field's errors. */
    public void check(Violations v, String prefix) {
        v.requiredText(prefix + "id", id, 64)
                .check(
                        id == null || id.isEmpty() || ID.matcher(id).matches(),
                        prefix + "id",
                        "INVALID",
                        "may have a-z 0-9 . _ -")
                .text(prefix + "exception", exception, 256)
                .range(prefix + "http_status", httpStatus, 100, 599)
                .text(prefix + "task_type", taskType, 128)
                .text(prefix + "description", description, 1_000)
                .required(prefix + "failure_type", failureType);
        known(v, prefix + "failure_type", FailureType.class, failureType);
        known(v, prefix + "remediation", Remediation.class, remediation);
        known(v, prefix + "alert_level", AlertLevel.class, alertLevel);
        v.check(
                confidence == null || (confidence > 0 && confidence <= 1),
                prefix + "confidence",
                "OUT_OF_RANGE",
                "is " + confidence + "; it must be over 0 and at most 1");
        boolean any = exception != null || message != null || httpStatus != null || taskType != null;
        v.check(any, prefix + "message", "REQUIRED", "or exception, http_status or task_type must be given");
        expression(v, prefix + "message");
    }

    private void expression(Violations v, String field) {
        if (message == null) {
            return;
        }
        try {
            var _ = OperatorRule.pattern(message);
            v.check(!message.isEmpty(), field, "INVALID", "would cover every message");
        } catch (IllegalArgumentException e) {
            v.add(field, "INVALID", String.valueOf(e.getMessage()));
        }
    }

    private static <E extends Enum<E>> void known(Violations v, String field, Class<E> type, @Nullable String name) {
        v.check(
                name == null || find(type, name).isPresent(),
                field,
                "UNKNOWN",
                "is " + name + "; it must be one of "
                        + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", ")));
    }

    private static <E extends Enum<E>> Optional<E> find(Class<E> type, @Nullable String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }

    /** Steps that its expression has as a program. */
    int size() {
        return message == null ? 0 : OperatorRule.pattern(message).programSize();
    }

    /** As it is asked; only for one that is valid. */
    public OperatorRule compiled() {
        return new OperatorRule(
                Objects.requireNonNull(id),
                exception,
                message == null ? null : OperatorRule.pattern(message),
                httpStatus,
                taskType,
                FailureType.valueOf(Objects.requireNonNull(failureType)),
                confidence == null ? 1 : confidence,
                find(Remediation.class, remediation).orElse(null),
                find(AlertLevel.class, alertLevel).orElse(null));
    }
}
