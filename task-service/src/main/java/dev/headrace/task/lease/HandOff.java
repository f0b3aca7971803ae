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
    private final Map<Seat, List<Grant>> grants = new LinkedHashMap<>();

    /** A place in a waiting poll. */
    public record Seat(Lane lane, Poll poll) {
        public UUID workerId() {
            return poll.place().workerId();
        }

        /** Whether the worker serves more than one tenant. */
        public boolean isShared() {
            return lane.shape().isShared();
        }

        public int leaseMs() {
            return poll.place().leaseMs();
        }
    }

    HandOff(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** A lease for a task that is being submitted: its place, and its number. */
    public record Promise(Seat seat, long lease) {}

    /** A lease for such a task, if a worker waits for one. */
    public Optional<Promise> promise(Kind kind) {
        Promise promise = dispatcher.promise(this, kind);
        if (promise != null) {
            seats.add(promise.seat());
        }
        return Optional.ofNullable(promise);
    }

    /** Puts a task that the transaction leased into its place. */
    public void put(Seat seat, Grant grant) {
        grants.computeIfAbsent(seat, s -> new ArrayList<>()).add(grant);
    }

    /** The transaction is tried once more: no place is promised any more. */
    public void startOver() {
        grants.clear();
        dispatcher.release(seats);
        seats.clear();
    }

    /** The transaction is durable: the workers get their tasks. */
    public void committed() {
        dispatcher.handedOver(seats, grants);
    }

    /** The transaction failed: the workers wait on. */
    public void abandoned() {
        dispatcher.handedOver(seats, Map.of());
    }
}
