package dev.headrace.platform.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. The envelope carries the items as {@code data} and the rest in {@code meta.page}.
 *
 * @param next opaque cursor of the next page, absent on the last one
 * @param limit the page size that was applied
 */
public record Page<T>(List<T> items, @Nullable String next, int limit) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    public Page {
        items = List.copyOf(items);
    }

    /** The limit to apply. @throws ApiException VALIDATION_FAILED if it is not from 1 to {@link #MAX_LIMIT} */
    public static int limit(@Nullable Integer asked) {
        new Violations().range("limit", asked, 1, MAX_LIMIT).orThrow();
        return asked == null ? DEFAULT_LIMIT : asked;
    }
}
