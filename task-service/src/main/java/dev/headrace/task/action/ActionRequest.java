package dev.headrace.task.action;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.control.Change;
import dev.headrace.task.inspect.FilterInput;
import dev.headrace.task.inspect.TaskFilter;
import dev.headrace.task.model.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bulk action as a caller asks for it: on ids, or on all that match a filter.
 *
 * @param action cancel, retry, reprioritise or delete
 * @param dryRun only say what would be done
 * @param priority for reprioritise, and if wanted for retry
 * @param delayMs for retry: not before so many milliseconds from now
 * @param mode for cancel: graceful (default) or force
 * @param reason for retry: why, for the changes of the tasks
 * @param ratePerS for a filter: at most so many tasks a second
 */
public record ActionRequest(
        @Nullable String action,
        @Nullable List<String> ids,
        @Nullable FilterInput filter,
        @Nullable Boolean dryRun,
        @Nullable String priority,
        @Nullable Long delayMs,
        @Nullable String mode,
        @Nullable String reason,
        @Nullable Integer ratePerS)
        implements BulkRequest, CheckedBody {

    private static final int MAX_REASON = 500;
    private static final long YEAR_MS = Duration.ofDays(366).toMillis();
    private static final List<String> ACTIONS = List.of("cancel", "retry", "reprioritise", "delete");

    @Override
    public void check(Violations v) {
        validate(v, ACTIONS);
        if (filter != null) {
            Violations inFilter = new Violations("filter.");
            filter.read(inFilter);
            v.addAll(inFilter);
        }
        v.range("delay_ms", delayMs, 0, YEAR_MS);
        v.check(
                priority == null || Priority.parse(priority).isPresent(),
                "priority",
                "UNKNOWN",
                "is " + priority + "; it must be one of CRITICAL, HIGH, NORMAL, LOW, BULK");
        v.check(
                mode == null || "graceful".equals(mode) || "force".equals(mode),
                "mode",
                "UNKNOWN",
                "is " + mode + "; it must be graceful or force");
        only(v, "priority", priority, "retry", "reprioritise");
        only(v, "delay_ms", delayMs, "retry");
        only(v, "mode", mode, "cancel");
        v.text("reason", reason, MAX_REASON);
        only(v, "reason", reason, "retry");
        v.check(!"reprioritise".equals(action) || priority != null, "priority", "REQUIRED", "is required");
    }

    /** The filter, which must name something. */
    TaskFilter validFilter(FilterInput written) {
        Violations violations = new Violations("filter.");
        TaskFilter read = written.read(violations);
        violations.orThrow();
        BulkRequest.mustName(!read.isOpen(), "every task");
        return read;
    }

    /** What is to be done. Only after {@link #check}. */
    @JsonIgnore
    Change change() {
        Optional<Priority> to = Optional.ofNullable(priority).flatMap(Priority::parse);
        return switch (String.valueOf(action)) {
            case "cancel" -> new Change.Cancel("force".equals(mode));
            case "retry" -> new Change.Retry(delayMs == null ? 0 : delayMs, to.orElse(null), reason);
            case "reprioritise" -> new Change.Reprioritise(to.orElseThrow());
            case "delete" -> new Change.Delete();
            default -> throw new IllegalStateException("validation lets no other action pass");
        };
    }

    /** As it is kept: what else it says stands in the action. */
    ActionRequest bare() {
        return new ActionRequest(action, null, filter, null, priority, delayMs, mode, reason, null);
    }
}
