package dev.headrace.analytics.ingest;

import dev.headrace.analytics.rollup.Observation;
import java.util.UUID;

/** What a record turned out to be. */
sealed interface Reading {
    /** An event that counts. */
    record Counted(UUID id, Observation seen) implements Reading {}

    /** An event of a type that this version does not know: a newer producer, not a fault. */
    record Unknown(String type) implements Reading {}

    /** Not an event; it will not become one by trying again, so it is counted and left behind. */
    record Poison(String reason) implements Reading {}
}
