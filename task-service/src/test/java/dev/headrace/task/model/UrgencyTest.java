package dev.headrace.task.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrgencyTest {
    private static final Duration SLA = Duration.ofMinutes(15);

    @Provide
    Arbitrary<Urgency.Wait> waits() {
        return Combinators.combine(
                        Arbitraries.of(Priority.class),
                        Arbitraries.longs().between(0, 200_000),
                        Arbitraries.longs().between(1, 2_000).injectNull(0.3),
                        Arbitraries.integers().between(0, 20))
                .as((asked, waited, sla, failures) -> new Urgency.Wait(
                        asked, Duration.ofSeconds(waited), sla == null ? null : Duration.ofMinutes(sla), failures));
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL, PT5H59M, 0, NORMAL, 2.0",
        "NORMAL, PT6H, 0, NORMAL, 2.5",
        "NORMAL, PT11H59M, 0, NORMAL, 2.5",
        "NORMAL, PT12H, 0, HIGH, 3.0",
        "NORMAL, PT24H, 0, CRITICAL, 4.0",
        "BULK, PT24H, 0, NORMAL, 2.0",
        "NORMAL, PT6H, 2, HIGH, 3.0",
        "NORMAL, PT1M, 4, HIGH, 3.0",
        "NORMAL, PT59S, 4, NORMAL, 2.0",
        "CRITICAL, PT24H, 9, CRITICAL, 7.0",
    })
    void ageAndFailuresAddUp(Priority asked, Duration waited, int failures, Priority priority, double score) {
        Urgency urgency = Urgency.of(new Urgency.Wait(asked, waited, null, failures));
        assertEquals(priority, urgency.priority());
        assertEquals(score, urgency.score());
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL, PT7M29S, NORMAL",
        "NORMAL, PT7M30S, HIGH",
        "NORMAL, PT15M, CRITICAL",
        "BULK, PT15M, NORMAL",
        "BULK, PT12H, HIGH",
    })
    void aPromiseRaisesBeforeItIsBroken(Priority asked, Duration waited, Priority priority) {
        assertEquals(
                priority, Urgency.of(new Urgency.Wait(asked, waited, SLA, 0)).priority());
    }

    @Test
    void theReasonNamesEverythingThatCounted() {
        Urgency urgency = Urgency.of(new Urgency.Wait(Priority.BULK, Duration.ofHours(13), Duration.ofHours(8), 2));
        assertEquals(
                "waited for 12 h (+1), should have started within 8 h (+2), failed 2 times (+0.5)", urgency.reason());
        assertEquals(
                "",
                Urgency.of(new Urgency.Wait(Priority.LOW, Duration.ZERO, SLA, 9))
                        .reason());
    }

    @Property
    void neverBelowWhatWasAskedForAndAsTheScoreSays(@ForAll("waits") Urgency.Wait wait) {
        Urgency urgency = Urgency.of(wait);
        assertTrue(urgency.priority().rank() <= wait.asked().rank());
        int byScore = (int) Math.min(4, Math.floor(urgency.score()));
        assertEquals(4 - byScore, urgency.priority().rank());
    }

    @Property
    void whoWaitsLongerIsNeverLessUrgent(
            @ForAll("waits") Urgency.Wait wait, @ForAll @LongRange(max = 100_000) long more) {
        Urgency later = Urgency.of(wait.after(wait.waited().plusSeconds(more)));
        assertTrue(later.score() >= Urgency.of(wait).score());
    }

    /** The table that the database looks by says the same as the function. */
    @Property
    void risesExactlyWhenItIsSaid(@ForAll("waits") Urgency.Wait wait, @ForAll Priority present) {
        // When
        Optional<Duration> rises = Urgency.risesAbove(present, wait);

        // Then
        boolean isAbove = Urgency.of(wait).priority().rank() < present.rank();
        assertEquals(
                rises.isPresent() && wait.waited().compareTo(rises.get()) >= 0,
                isAbove && wait.waited().compareTo(Urgency.SOONEST) >= 0);
    }
}
