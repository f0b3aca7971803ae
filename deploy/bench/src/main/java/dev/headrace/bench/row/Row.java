package dev.headrace.bench.row;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured apart from the rounds. */
public enum Row {
    /** The open loop with the worker on a stream. */
    W3S,
    /** Workers that wait while there is nothing to do. */
    IDLE,
    /** Memory of parked lease calls. */
    PARKED,
    /** Tasks that are due at one moment. */
    DUE,
    /** Submitting and draining while a transaction holds a snapshot. */
    PINNED,
    /** Dead letters where there are many; it takes a minute to make them. */
    DEAD_LETTERS,
    /** Submitting with idempotency keys, with Redis there and away. */
    KEYS,
    /** Clients of live events, idle and busy. */
    LIVE,
    /** The gateway beside nginx, both before the same plain server. */
    GATEWAY,
    /** Everything again with full tables; it takes many minutes to fill them. */
    FULL;

    /** All but what takes too long for the short form. */
    public static final Set<Row> SHORT =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(DEAD_LETTERS, KEYS, LIVE, GATEWAY, FULL)));

    /**
     * Reads names with commas.
     *
     * @throws IllegalArgumentException for a name that means nothing
     */
    public static Set<Row> parse(String names) {
        return names.isEmpty()
                ? Set.of()
                : Arrays.stream(names.split(",", -1))
                        .map(name -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
