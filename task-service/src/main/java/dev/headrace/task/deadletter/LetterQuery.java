package dev.headrace.task.deadletter;

import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the query of a list says. What is not one of its parameters, or makes no sense, is refused by name. */
record LetterQuery(LetterFilter filter, @Nullable String cursor, int limit) {
    private static final int MAX_LIMIT = 500;

    /** Of a list in pages. */
    static LetterQuery paged(MultiMap query) {
        return read(query, Set.of("cursor", "limit"));
    }

    /** Of a list that has one page. */
    static LetterQuery limited(MultiMap query) {
        return read(query, Set.of("limit"));
    }

    /** Of all that match. */
    static LetterQuery whole(MultiMap query) {
        return read(query, Set.of());
    }

    private static LetterQuery read(MultiMap query, Set<String> more) {
        Violations violations = new Violations();
        Set<String> known = new HashSet<>(LetterFilterInput.NAMES);
        known.addAll(more);
        query.names().forEach(name -> violations.knownParameter(name, known));
        LetterFilter filter = LetterFilterInput.of(query).read(violations);
        int limit = limit(violations, query.get("limit"));
        violations.orThrow();
        return new LetterQuery(filter, query.get("cursor"), limit);
    }

    private static int limit(Violations violations, @Nullable String asked) {
        if (asked == null) {
            return Page.DEFAULT_LIMIT;
        }
        int limit = asked.matches("\\d{1,9}") ? Integer.parseInt(asked) : 0;
        violations.check(
                limit >= 1 && limit <= MAX_LIMIT,
                "limit",
                "OUT_OF_RANGE",
                "is " + asked + "; it must be from 1 to " + MAX_LIMIT);
        return limit;
    }
}
