package dev.headrace.task.deadletter;

import dev.headrace.platform.api.Violations;
import dev.headrace.task.model.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What requests about dead letters may say, whether about one or about many. */
final class Wishes {
    private static final long YEAR_MS = Duration.ofDays(366).toMillis();
    private static final int MAX_REASON = 500;
    private static final int MAX_NOTE = 4_000;
    private static final int MAX_SUBJECT = 256;

    private Wishes() {}

    static Violations priority(Violations v, @Nullable String name) {
        return v.check(
                name == null || Priority.parse(name).isPresent(),
                "priority",
                "UNKNOWN",
                "is " + name + "; it must be one of CRITICAL, HIGH, NORMAL, LOW, BULK");
    }

    /** The priority of a valid name. */
    static @Nullable Priority parsed(@Nullable String name) {
        return name == null ? null : Priority.parse(name).orElse(null);
    }

    static Violations delay(Violations v, @Nullable Long delayMs) {
        return v.range("delay_ms", delayMs, 0, YEAR_MS);
    }

    static Violations reason(Violations v, @Nullable String reason) {
        return v.text("reason", reason, MAX_REASON);
    }

    static Violations assignee(Violations v, @Nullable String assignee) {
        return v.text("assignee", assignee, MAX_SUBJECT);
    }

    /** A note has lines, so line ends and tabs are no fault. */
    static Violations note(Violations v, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return v.add("text", "REQUIRED", "is required and may not be blank");
        }
        return v.check(
                        text.length() <= MAX_NOTE,
                        "text",
                        "TOO_LONG",
                        "has " + text.length() + " characters; at most " + MAX_NOTE + " are allowed")
                .check(
                        text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t'),
                        "text",
                        "INVALID_CHARACTER",
                        "may not contain control characters");
    }
}
