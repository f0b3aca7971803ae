package dev.headrace.platform.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Tells whoever mistyped a name what could have been meant. */
public final class Nearest {
    /** More slips than this, or than a third of the name, make it another name. */
    private static final int MOST = 3;

    private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(MOST);

    private Nearest() {}

    /** {@code ; did you mean limit? known are cursor, limit}, or nothing where nothing is known. */
    static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "";
        }
        String meant =
                to(name, known).map(each -> "; did you mean " + each + "?").orElse(";");
        return meant + " known are " + String.join(", ", known.stream().sorted().toList());
    }

    /** The known name that is closest to this one, whatever the case; empty if none is near. */
    public static Optional<String> to(String name, Collection<String> known) {
        String lower = name.toLowerCase(Locale.ROOT);
        int slips = Math.min(MOST, Math.max(1, name.length() / 3));
        return known.stream()
                .filter(each -> distance(lower, each) <= slips)
                .min(Comparator.comparingInt((String each) -> distance(lower, each))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int distance(String lower, String other) {
        int distance = DISTANCE.apply(lower, other.toLowerCase(Locale.ROOT));
        return distance < 0 ? Integer.MAX_VALUE : distance;
    }
}
