package dev.headrace.task.inspect;

import dev.headrace.platform.api.Violations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what filters have in common; what makes no sense is added to the violations, under the name of its field. */
public final class FilterFields {
    private FilterFields() {}

    /** A time with its offset, as RFC 3339 has it; null if there is none or it cannot be read. */
    public static @Nullable Instant time(Violations v, String field, @Nullable String value) {
        try {
            return value == null ? null : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            v.add(field, "INVALID", "is not a time such as 2026-11-22T08:00:00Z");
            return null;
        }
    }

    /** The constant of this name, in any case. */
    public static <E extends Enum<E>> Optional<E> named(String name, Class<E> type) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(upper))
                .findFirst();
    }

    /** One or several names, in several values or separated by commas. */
    public static <E extends Enum<E>> Set<E> all(
            Violations v,
            String field,
            @Nullable List<String> values,
            Class<E> type,
            Function<String, Optional<E>> parse) {
        Set<E> found = EnumSet.noneOf(type);
        for (String value : values == null ? List.<String>of() : values) {
            for (String name : String.valueOf(value).split(",", -1)) {
                parse.apply(name.strip())
                        .ifPresentOrElse(
                                found::add,
                                () -> v.add(
                                        field,
                                        "UNKNOWN",
                                        "is " + name.strip() + "; it must be one of "
                                                + Arrays.toString(type.getEnumConstants())));
            }
        }
        return found;
    }
}
