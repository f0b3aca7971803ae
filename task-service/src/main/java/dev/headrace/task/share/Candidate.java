package dev.headrace.task.share;

import dev.headrace.task.signal.Kind;
import java.util.List;

/**
 * The untaken tasks of one segment, all alike but for their payload.
 *
 * @param head so many of its ids were taken when it was read
 * @param size of its ids
 * @param dueAtMs when its first task became due, in milliseconds of the epoch
 * @param charges the meters that each of its tasks counts under
 */
public record Candidate(
        long segment, Kind kind, int priority, double dueAtMs, int head, int size, List<Charge> charges) {

    /** One meter and how much a task takes from it. */
    public record Charge(Meter meter, int cost) {
        boolean isOpen() {
            return meter.admits(cost);
        }
    }

    int tasks() {
        return size - head;
    }

    boolean isOpen() {
        return charges.stream().allMatch(Charge::isOpen);
    }

    void take() {
        charges.forEach(charge -> charge.meter().take(charge.cost()));
    }

    /** One of its tasks was not leased after all. */
    public void giveBack() {
        charges.forEach(charge -> charge.meter().giveBack(charge.cost()));
    }

    /** Milliseconds until its rates have room; 0 if only the end of a lease makes room. */
    double waitMs() {
        return charges.stream()
                .mapToDouble(c -> c.meter().waitMs(c.cost()))
                .max()
                .orElse(0);
    }
}
