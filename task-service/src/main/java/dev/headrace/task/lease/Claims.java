package dev.headrace.task.lease;

import dev.headrace.task.store.HeldLeases;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Leases due tasks: by one statement where nothing but priority and due time decides, by an allotment where more does. */
@Singleton
class Claims {
    private final PlainClaim plain;
    private final AllottedClaim allotted;
    private final HeldLeases held;

    Claims(PlainClaim plain, AllottedClaim allotted, HeldLeases held) {
        this.plain = plain;
        this.allotted = allotted;
        this.held = held;
    }

    /** A place in a worker's hands. */
    record Place(UUID workerId, int leaseMs) {}

    /** A leased task and the index of the place that it fills. */
    record Claimed(int place, Grant grant) {}

    /**
     * What a claim has brought.
     *
     * @param more whether there may be more although places are left
     * @param opensInMs when a rate that kept tasks back has room again, in milliseconds; infinite if none did
     */
    record Result(List<Claimed> claimed, boolean more, double opensInMs) {}

    /** Keeps in mind what decides the end of a lease that a worker gets. */
    void remember(Grant grant) {
        held.add(grant.held());
    }

    Uni<Result> claim(Backlog.Choice choice, List<Place> places) {
        return choice.isPlain()
                ? plain.claim(choice, places).map(claimed -> new Result(claimed, false, Double.POSITIVE_INFINITY))
                : allotted.claim(choice, places);
    }
}
