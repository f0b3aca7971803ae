package dev.headrace.task.database;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The health of the tables at one moment.
 *
 * @param tables every table of this service
 * @param xminAges how far back, in transactions, somebody keeps dead rows from being removed; by who it is: backend, slot
 *     or prepared
 * @param oldestTransactionS how long the oldest transaction has been open, in seconds
 * @param walBytes position of the write-ahead log, in bytes since the beginning; null on a replica that may not tell
 */
record DatabaseFacts(
        List<Table> tables,
        Map<String, Long> xminAges,
        double oldestTransactionS,
        @Nullable Long walBytes) {

    /** One table; live and dead rows as the server estimates them. */
    record Table(String name, long live, long dead, long tableBytes, long indexBytes) {}
}
