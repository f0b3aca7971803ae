package dev.headrace.task.deadletter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.action.BulkRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bulk action as a caller asks for it: on ids, or on all that match a filter.
 *
 * @param action retry, resolve, abandon or assign
 * @param filter one that names no status means those that are PENDING
 * @param dryRun only say what would be done
 * @param priority for retry: another one than the tasks had
 * @param delayMs for retry: not before so many milliseconds from now
 * @param assignee for assign: who looks after them; an empty text is nobody
 * @param reason for retry, resolve and abandon
 * @param ratePerS for a filter: at most so many a second
 */
public record LetterActionRequest(
        @Nullable String action,
        @Nullable List<String> ids,
        @Nullable LetterFilterInput filter,
        @Nullable Boolean dryRun,
        @Nullable String priority,
        @Nullable Long delayMs,
        @Nullable String assignee,
        @Nullable String reason,
        @Nullable Integer ratePerS)
        implements BulkRequest, CheckedBody {

    private static final List<String> ACTIONS = List.of("retry", "resolve", "abandon", "assign");

    @Override
    public void check(Violations v) {
        validate(v, ACTIONS);
        if (filter != null) {
            Violations inFilter = new Violations("filter.");
            filter.read(inFilter);
            v.addAll(inFilter);
        }
        Wishes.priority(v, priority);
        Wishes.delay(v, delayMs);
        Wishes.reason(v, reason);
        Wishes.assignee(v, assignee);
        only(v, "priority", priority, "retry");
        only(v, "delay_ms", delayMs, "retry");
        only(v, "assignee", assignee, "assign");
        only(v, "reason", reason, "retry", "resolve", "abandon");
        v.check(!"assign".equals(action) || assignee != null, "assignee", "REQUIRED", "is required");
    }

    /** The filter, which must name something. */
    LetterFilter validFilter(LetterFilterInput written) {
        Violations violations = new Violations("filter.");
        LetterFilter read = written.read(violations);
        violations.orThrow();
        BulkRequest.mustName(!read.isOpen(), "every dead letter");
        return read.orPending();
    }

    /** What is to be done. Only after {@link #check}. */
    @JsonIgnore
    LetterChange change() {
        return switch (String.valueOf(action)) {
            case "retry" -> new LetterChange.Retry(delayMs == null ? 0 : delayMs, Wishes.parsed(priority), reason);
            case "resolve" -> new LetterChange.Resolve(reason);
            case "abandon" -> new LetterChange.Abandon(reason);
            case "assign" -> new LetterChange.Assign(assignee == null || assignee.isBlank() ? null : assignee);
            default -> throw new IllegalStateException("validation lets no other action pass");
        };
    }

    /** As it is kept: what else it says stands in the action. */
    LetterActionRequest bare() {
        return new LetterActionRequest(action, null, filter, null, priority, delayMs, assignee, reason, null);
    }
}
