package dev.headrace.analytics.ingest;

import dev.headrace.analytics.rollup.Observation;
import java.util.List;
import java.util.UUID;

/** What to do with the records of one partition in a batch. */
sealed interface Plan {
    /** The roll-ups are already past these records. */
    record Nothing() implements Plan {}

    /** Records between the cursor and the batch were never seen: read again from the cursor, leave these. */
    record Rewind(Cursor cursor) implements Plan {}

    /**
     * Move the cursor over the records and count them.
     *
     * @param next offset of the cursor after the step
     * @param ids of the events that are counted
     * @param missing offsets between the cursor and the first record, which Kafka no longer has
     */
    record Step(Cursor cursor, long next, List<UUID> ids, List<Observation> seen, Tally tally, long missing)
            implements Plan {
        public Step {
            ids = List.copyOf(ids);
            seen = List.copyOf(seen);
        }
    }

    /** How many records of a step were which. */
    record Tally(long counted, long duplicates, long unknown, long poison) {}
}
