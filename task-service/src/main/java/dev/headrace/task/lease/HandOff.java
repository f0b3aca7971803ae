package dev.headrace.task.lease;

import dev.headrace.task.signal.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tasks of one submit transaction that go to waiting workers with their commit, without a second statement.
 *
 * <p>A worker that waits has found nothing, so nothing of a higher priority is passed over, as far as this replica
 * knows. Must be ended by {@link #committed} or {@link #abandoned}.
 */
public final class HandOff {
    private final Dispatcher dispatcher;
    private final Set<Seat> seats = new LinkedHashSet<>();
    private final Map<Seat, List<LeasedTask>> tasks = new LinkedHashMap<>();

    /** A place in a waiting poll. */
    public record Seat(Lane lane, Poll poll) {
        public UUID workerId() {
            return poll.place().workerId();
        }

        public int leaseMs() {
            return poll.place().leaseMs();
        }
    }

    HandOff(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** A place for such a task, if a worker waits for one. */
    public Optional<Seat> seat(Kind kind) {
        Seat seat = dispatcher.promise(this, kind);
        if (seat != null) {
            seats.add(seat);
        }
        return Optional.ofNullable(seat);
    }

    /** Puts a task that the transaction leased into its place. */
    public void put(Seat seat, LeasedTask task) {
        tasks.computeIfAbsent(seat, s -> new ArrayList<>()).add(task);
    }

    /** The transaction is tried once more: no place is promised any more. */
    public void startOver() {
        tasks.clear();
        dispatcher.release(seats);
        seats.clear();
    }

    /** The transaction is durable: the workers get their tasks. */
    public void committed() {
        dispatcher.handedOver(seats, tasks);
    }

    /** The transaction failed: the workers wait on. */
    public void abandoned() {
        dispatcher.handedOver(seats, Map.of());
    }
}
