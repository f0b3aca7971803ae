package dev.headrace.gateway.live;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names that are wanted.
 *
 * @param starts beginnings of names, from those that ended with {@code *}
 */
record Names(Set<String> exact, List<String> starts) {
    private static final Names ALL = new Names(Set.of(), List.of());

    Names {
        exact = Set.copyOf(exact);
        starts = List.copyOf(starts);
    }

    /** None named is all. */
    static Names of(@Nullable Set<String> names) {
        if (names == null || names.isEmpty()) {
            return ALL;
        }
        return new Names(
                names.stream().filter(name -> !name.endsWith("*")).collect(Collectors.toSet()),
                names.stream()
                        .filter(name -> name.endsWith("*"))
                        .map(name -> name.substring(0, name.length() - 1))
                        .toList());
    }

    boolean has(@Nullable String name) {
        if (exact.isEmpty() && starts.isEmpty()) {
            return true;
        }
        if (name == null) {
            return false;
        }
        if (exact.contains(name)) {
            return true;
        }
        for (String start : starts) {
            if (name.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
