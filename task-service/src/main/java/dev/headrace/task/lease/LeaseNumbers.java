package dev.headrace.task.lease;

import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Lease numbers drawn ahead from the one sequence, for the first leases of tasks that are handed over with their submit.
 *
 * <p>Numbers grow for each task although they are drawn ahead: these are drawn before the task exists, and every later
 * lease of it takes a new number from the sequence.
 */
@Singleton
class LeaseNumbers {
    private static final Logger LOG = Logger.getLogger(LeaseNumbers.class);
    private static final int DRAW = 2_000;
    private static final String NEXT = "SELECT nextval('lease_number') FROM generate_series(1, $1)";

    private final TaskTransactions transactions;
    private final ArrayDeque<Long> numbers = new ArrayDeque<>(DRAW * 2);
    private boolean drawing;

    LeaseNumbers(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    void start(@Observes StartupEvent event) {
        drawIfFew();
    }

    /** The next number; empty if they have run out for a moment. */
    OptionalLong next() {
        Long number;
        synchronized (this) {
            number = numbers.pollFirst();
        }
        drawIfFew();
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private void drawIfFew() {
        synchronized (this) {
            if (drawing || numbers.size() > DRAW / 2) {
                return;
            }
            drawing = true;
        }
        // Nobody waits for this: without numbers, tasks are claimed instead of handed over.
        transactions
                .query(
                        NEXT,
                        Tuple.of(DRAW),
                        rows -> StreamSupport.stream(rows.spliterator(), false)
                                .map((Row row) -> row.getLong(0))
                                .toList())
                .subscribe()
                .with(this::drawn, this::failed);
    }

    private synchronized void drawn(List<Long> drawn) {
        numbers.addAll(drawn);
        drawing = false;
    }

    private synchronized void failed(Throwable failure) {
        LOG.warnf("no lease numbers drawn error=%s", failure);
        drawing = false;
    }
}
