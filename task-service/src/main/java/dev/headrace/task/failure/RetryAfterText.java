package dev.headrace.task.failure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from a message how long its sender asks to wait: {@code Please try again in 20s}, {@code Retry-After: 30}. */
public final class RetryAfterText {
    private static final int MAX_TEXT = 2_000;
    private static final Pattern ASKED =
            Pattern.compile("(?i)(?:retry[-_ ]after|try again in|try again after|retry in|wait)"
                    + "[^0-9a-z]{0,6}([0-9]{1,7})(?:\\.[0-9]{1,6})?[^0-9a-z]{0,3}(ms|milli|s|m|h)?");

    private RetryAfterText() {}

    /** Milliseconds, at most so many; -1 if nothing is asked for. A number without a unit is seconds, as in HTTP. */
    public static long of(@Nullable String message, Duration most) {
        if (message == null || !mayAsk(message)) {
            return -1;
        }
        Matcher asked = ASKED.matcher(message.length() > MAX_TEXT ? message.substring(0, MAX_TEXT) : message);
        if (!asked.find()) {
            return -1;
        }
        long number = Long.parseLong(asked.group(1));
        String unit = asked.group(2);
        return Math.min(most.toMillis(), number * millis(unit == null ? "s" : unit.toLowerCase(Locale.ROOT)));
    }

    /** Spares most messages the expression. */
    private static boolean mayAsk(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        return words.contains("retry") || words.contains("again") || words.contains("wait");
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms", "milli" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1_000;
        };
    }
}
