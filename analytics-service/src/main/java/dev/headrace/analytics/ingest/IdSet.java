package dev.headrace.analytics.ingest;

import java.util.UUID;

/**
 * A set of ids that only grows: open addressing over pairs of longs, about 32 bytes for each id against about 80 in a
 * {@code HashSet<UUID>}. The nil UUID marks a free slot and cannot be added.
 */
final class IdSet {
    private static final int FIRST_SLOTS = 256;

    private long[] slots = new long[FIRST_SLOTS * 2];
    private int size;

    boolean contains(UUID id) {
        int at = slotOf(slots, id.getMostSignificantBits(), id.getLeastSignificantBits());
        return !isFree(slots, at);
    }

    /** Whether it was not there yet. */
    boolean add(UUID id) {
        if (size * 4 >= slots.length) {
            grow();
        }
        boolean added = put(slots, id.getMostSignificantBits(), id.getLeastSignificantBits());
        size += added ? 1 : 0;
        return added;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (int at = 0; at < slots.length; at += 2) {
            if (!isFree(slots, at)) {
                put(larger, slots[at], slots[at + 1]);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long high, long low) {
        int at = slotOf(slots, high, low);
        boolean added = isFree(slots, at);
        slots[at] = high;
        slots[at + 1] = low;
        return added;
    }

    private static boolean isFree(long[] slots, int at) {
        return slots[at] == 0 && slots[at + 1] == 0;
    }

    /** Index of the slot that holds the id, or of the free one where it belongs. */
    private static int slotOf(long[] slots, long high, long low) {
        long mixed = (high ^ low) * 0x9E37_79B9_7F4A_7C15L;
        int at = (int) (mixed >>> 32) & (slots.length - 2);
        while (!isFree(slots, at) && (slots[at] != high || slots[at + 1] != low)) {
            at = (at + 2) & (slots.length - 1);
        }
        return at;
    }
}
