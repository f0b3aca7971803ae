package dev.headrace.gateway.route;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts as people write them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 1d}; {@code 100B},
 * {@code 64KiB}, {@code 1MiB}, {@code 1GiB}.
 */
public final class Amount {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|B|KiB|MiB|GiB)");

    private Amount() {}

    public static Optional<Duration> duration(String text) {
        Matcher m = AMOUNT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Optional.of(Duration.ofMillis(count));
            case "s" -> Optional.of(Duration.ofSeconds(count));
            case "m" -> Optional.of(Duration.ofMinutes(count));
            case "h" -> Optional.of(Duration.ofHours(count));
            case "d" -> Optional.of(Duration.ofDays(count));
            default -> Optional.empty();
        };
    }

    public static Optional<Long> bytes(String text) {
        Matcher m = AMOUNT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "B" -> Optional.of(count);
            case "KiB" -> Optional.of(count << 10);
            case "MiB" -> Optional.of(count << 20);
            case "GiB" -> Optional.of(count << 30);
            default -> Optional.empty();
        };
    }
}
