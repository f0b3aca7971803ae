package dev.headrace.platform.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. The envelope carries the items as {@code data} and the rest in {@code meta.page}.
 *
 * @param next opaque cursor of the next page, absent on the last one
 * @param limit the page size that was applied
 * @param examined given if the page may be short because so many entries were looked at for it; {@code next} goes on
 */
public record Page<T>(
        List<T> items,
        @Nullable String next,
        int limit,
        @Nullable Integer examined) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    public Page {
        items = List.copyOf(items);
    }

    public Page(List<T> items, @Nullable String next, int limit) {
        this(items, next, limit, null);
    }

    /**
     * The page of a list of which one item more than asked for was read: if it is there, so is another page.
     *
     * @param position of an item, from which the next page goes on
     */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> position) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null, limit);
        }
        List<T> shown = oneMore.subList(0, limit);
        return new Page<>(shown, Cursor.encode(position.apply(shown.getLast())), limit);
    }

    /** The limit to apply. @throws ApiException VALIDATION_FAILED if it is not from 1 to {@link #MAX_LIMIT} */
    public static int limit(@Nullable Integer asked) {
        new Violations().range("limit", asked, 1, MAX_LIMIT).orThrow();
        return asked == null ? DEFAULT_LIMIT : asked;
    }
}
