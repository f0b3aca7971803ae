package dev.headrace.task.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How urgent a waiting task has become. Pure; all that raises it adds up, in half levels:
 *
 * <ul>
 *   <li>it has waited for 6 h: half a level; for 12 h: one; for 24 h: two
 *   <li>it has used up half of the time in which its tenant's tasks should start: one level; all of it: two
 *   <li>it has failed twice: half a level; four times: one
 * </ul>
 *
 * Whole levels raise the priority, up to CRITICAL; nothing does in the first minute. Half a level alone does not: within a priority who waits longest goes first anyhow.
 *
 * @param score 0 for BULK to 4 for CRITICAL and above, with what was added
 * @param priority at which it should wait
 * @param reason what was added and why; empty if nothing was
 */
public record Urgency(double score, Priority priority, String reason) {
    private static final int HALVES = 2;
    /** Before, nothing rises, whatever happened to it. */
    public static final Duration SOONEST = Duration.ofMinutes(1);

    private static final int SOME_FAILURES = 2;
    private static final int MANY_FAILURES = 4;

    /** Half levels that are due once a task has waited for so long. */
    private record Age(Duration waited, int halves) {}

    private static final List<Age> AGES = List.of(
            new Age(Duration.ofHours(24), 4), new Age(Duration.ofHours(12), 2), new Age(Duration.ofHours(6), 1));

    /**
     * What decides.
     *
     * @param asked its priority when it was submitted
     * @param waited since when it is due
     * @param sla in which it should start; null is no promise
     * @param failures attempts that failed
     */
    public record Wait(
            Priority asked, Duration waited, @Nullable Duration sla, int failures) {
        Wait after(Duration other) {
            return new Wait(asked, other, sla, failures);
        }
    }

    private record Part(int halves, String why) {}

    public static Urgency of(Wait wait) {
        List<Part> parts = new ArrayList<>();
        if (wait.waited().compareTo(SOONEST) >= 0) {
            age(wait).ifPresent(parts::add);
            sla(wait).ifPresent(parts::add);
            failures(wait).ifPresent(parts::add);
        }
        int halves = parts.stream().mapToInt(Part::halves).sum();
        int rank = Math.max(0, wait.asked().rank() - halves / HALVES);
        double score = Priority.BULK.rank() - wait.asked().rank() + halves / (double) HALVES;
        String reason = String.join(", ", parts.stream().map(Part::why).toList());
        return new Urgency(score, Priority.ofRank(rank), reason);
    }

    private static Optional<Part> age(Wait wait) {
        return AGES.stream()
                .filter(age -> wait.waited().compareTo(age.waited()) >= 0)
                .findFirst()
                .map(age -> part(age.halves(), "waited for " + text(age.waited())));
    }

    private static Optional<Part> sla(Wait wait) {
        Duration sla = wait.sla();
        if (sla == null || wait.waited().compareTo(sla.dividedBy(2)) < 0) {
            return Optional.empty();
        }
        return Optional.of(
                wait.waited().compareTo(sla) >= 0
                        ? part(4, "should have started within " + text(sla))
                        : part(2, "half of the " + text(sla) + " in which it should start are over"));
    }

    private static Optional<Part> failures(Wait wait) {
        if (wait.failures() < SOME_FAILURES) {
            return Optional.empty();
        }
        return Optional.of(part(wait.failures() >= MANY_FAILURES ? 2 : 1, "failed " + wait.failures() + " times"));
    }

    private static Part part(int halves, String why) {
        return new Part(
                halves,
                why + String.format(Locale.ROOT, " (+%s)", halves % HALVES == 0 ? "" + halves / HALVES : "0.5"));
    }

    private static String text(Duration duration) {
        return duration.toHours() > 0 && duration.toMinutesPart() == 0
                ? duration.toHours() + " h"
                : duration.toMinutes() + " min";
    }

    /** How long a task must have waited to rise above this priority; empty if it never does. */
    public static Optional<Duration> risesAbove(Priority present, Wait wait) {
        Stream<Duration> promises =
                wait.sla() == null ? Stream.empty() : Stream.of(wait.sla().dividedBy(2), wait.sla());
        return Stream.concat(Stream.concat(Stream.of(SOONEST), AGES.stream().map(Age::waited)), promises)
                .map(waited -> waited.compareTo(SOONEST) < 0 ? SOONEST : waited)
                .sorted()
                .filter(waited -> of(wait.after(waited)).priority().rank() < present.rank())
                .findFirst();
    }
}
