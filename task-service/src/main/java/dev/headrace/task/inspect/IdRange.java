package dev.headrace.task.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids of tasks, or of what else is numbered by time. They are UUIDv7: the first 48 bits are the time of submission in milliseconds, so a span of time is a
 * range of ids.
 *
 * @param from included
 * @param to not included
 */
public record IdRange(UUID from, UUID to) {
    public static final IdRange ALL = new IdRange(new UUID(0, 0), new UUID(-1, -1));

    /** An id is made a moment after the time that its task shows; much later only if the process was halted between. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final String LOWEST = "00000000-0000-0000-0000-000000000000";
    private static final String HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    private static final int TIME_DIGITS = 8;
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f-]{" + TIME_DIGITS + ",36}");

    IdRange submittedFrom(@Nullable Instant time) {
        return time == null ? this : new IdRange(max(from, at(time.minus(SLACK))), to);
    }

    public IdRange submittedBefore(@Nullable Instant time) {
        return time == null ? this : new IdRange(from, min(to, at(time.plus(SLACK))));
    }

    public IdRange before(@Nullable UUID id) {
        return id == null ? this : new IdRange(from, min(to, id));
    }

    /** The ids that begin so. */
    IdRange beginning(String text) {
        UUID last = UUID.fromString(text + HIGHEST.substring(text.length()));
        return new IdRange(max(from, UUID.fromString(text + LOWEST.substring(text.length()))), min(to, next(last)));
    }

    /** Whether a text can only be meant as the beginning of an id: shorter ones begin every id of the same minutes. */
    static boolean isBeginning(String text) {
        if (!BEGINNING.matcher(text).matches()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((text.charAt(i) == '-') != (LOWEST.charAt(i) == '-')) {
                return false;
            }
        }
        return true;
    }

    private static UUID next(UUID id) {
        if (id.getLeastSignificantBits() != -1) {
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + 1);
        }
        return id.getMostSignificantBits() == -1 ? id : new UUID(id.getMostSignificantBits() + 1, 0);
    }

    private static UUID at(Instant time) {
        long millis = Math.min(Math.max(0, time.toEpochMilli()), (1L << 48) - 1);
        return new UUID(millis << 16, 0);
    }

    private static UUID max(UUID a, UUID b) {
        return compare(a, b) >= 0 ? a : b;
    }

    private static UUID min(UUID a, UUID b) {
        return compare(a, b) <= 0 ? a : b;
    }

    /** As the database compares; {@link UUID#compareTo} takes the halves as signed numbers. */
    private static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
