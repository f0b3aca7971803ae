package dev.headrace.task.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The five priorities, the most urgent first. A due task of a higher one is always leased before any lower one. */
public enum Priority {
    CRITICAL(0),
    HIGH(1),
    NORMAL(2),
    LOW(3),
    BULK(4);

    private static final List<Priority> RANKED = List.of(CRITICAL, HIGH, NORMAL, LOW, BULK);

    private final short rank;

    Priority(int rank) {
        this.rank = (short) rank;
    }

    /** The priority of a name in any case; MEDIUM is NORMAL and DEFERRED is BULK. Empty if there is none. */
    public static Optional<Priority> parse(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "CRITICAL" -> Optional.of(CRITICAL);
            case "HIGH" -> Optional.of(HIGH);
            case "NORMAL", "MEDIUM" -> Optional.of(NORMAL);
            case "LOW" -> Optional.of(LOW);
            case "BULK", "DEFERRED" -> Optional.of(BULK);
            default -> Optional.empty();
        };
    }

    /** The order in the database: 0 is the most urgent. */
    public short rank() {
        return rank;
    }

    /** The priority of a rank that {@link #rank()} gave. */
    public static Priority ofRank(int rank) {
        return RANKED.get(rank);
    }
}
