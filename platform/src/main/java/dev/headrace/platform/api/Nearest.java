package dev.headrace.platform.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Tells whoever mistyped a name what could have been meant. */
final class Nearest {
    /** More slips than this, or than a third of the name, make it another name. */
    private static final int MOST = 3;

    private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(MOST);

    private Nearest() {}

    /** {@code ; did you mean limit? known are cursor, limit}, or nothing where nothing is known. */
    static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        int slips = Math.min(MOST, Math.max(1, name.length() / 3));
        String meant = known.stream()
                .filter(each -> within(lower, each, slips))
                .min(Comparator.comparingInt((String each) -> DISTANCE.apply(lower, each.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(each -> "; did you mean " + each + "?")
                .orElse(";");
        return meant + " known are " + String.join(", ", known.stream().sorted().toList());
    }

    private static boolean within(String name, String other, int slips) {
        int distance = DISTANCE.apply(name, other.toLowerCase(Locale.ROOT));
        return distance >= 0 && distance <= slips;
    }
}
