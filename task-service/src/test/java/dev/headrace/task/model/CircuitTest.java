package dev.headrace.task.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final BreakerSettings SETTINGS = new BreakerSettings(
            true,
            0.5,
            10,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            3,
            Duration.ofSeconds(10));

    /** The whole table: what is not in it is nothing. */
    @ParameterizedTest
    @CsvSource({
        "CLOSED, TOO_MANY_FAILURES, OPEN",
        "CLOSED, OPENED, OPEN",
        "CLOSED, RESET, CLOSED",
        "OPEN, TIME_IS_UP, HALF_OPEN",
        "OPEN, OPENED, OPEN",
        "OPEN, CLOSED, CLOSED",
        "OPEN, RESET, CLOSED",
        "HALF_OPEN, PROBE_SUCCEEDED, CLOSED",
        "HALF_OPEN, PROBE_FAILED, OPEN",
        "HALF_OPEN, OPENED, OPEN",
        "HALF_OPEN, CLOSED, CLOSED",
        "HALF_OPEN, RESET, CLOSED",
    })
    void followsTheTable(BreakerState from, BreakerCause cause, BreakerState to) {
        assertEquals(Optional.of(to), cause.after(from));
    }

    @Test
    void theTableHasNoOtherTransition() {
        long transitions = Arrays.stream(BreakerState.values())
                .flatMap(state -> Arrays.stream(BreakerCause.values()).map(cause -> cause.after(state)))
                .filter(Optional::isPresent)
                .count();
        assertEquals(12, transitions);
    }

    @Test
    void eachTimeInARowItStaysOpenTwiceAsLongUpToTheLongest() {
        // Given
        Circuit circuit = Circuit.closed(START);
        BreakerCause cause = BreakerCause.TOO_MANY_FAILURES;

        // When
        List<Duration> open = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            circuit = circuit.on(cause, SETTINGS, START, null).orElseThrow();
            open.add(Duration.between(START, Objects.requireNonNull(circuit.retryAt())));
            circuit = circuit.on(BreakerCause.TIME_IS_UP, SETTINGS, START, null).orElseThrow();
            cause = BreakerCause.PROBE_FAILED;
        }

        // Then
        assertEquals(
                List.of(30L, 60L, 120L, 240L, 480L, 600L, 600L),
                open.stream().map(Duration::toSeconds).toList());
        Circuit closed =
                circuit.on(BreakerCause.PROBE_SUCCEEDED, SETTINGS, START, null).orElseThrow();
        assertEquals(0, closed.trips());
    }

    @Test
    void onlyAPersonClosesWhatAPersonOpenedForGood() {
        Circuit opened = Circuit.closed(START)
                .on(BreakerCause.OPENED, SETTINGS, START, null)
                .orElseThrow();
        assertNull(opened.retryAt());
        Circuit timed = opened.on(BreakerCause.OPENED, SETTINGS, START, Duration.ofHours(1))
                .orElseThrow();
        assertEquals(START.plusSeconds(3_600), timed.retryAt());
    }

    /** Whatever happens in whatever order. */
    @Property
    void aLifeKeepsTheRules(@ForAll @Size(max = 60) List<BreakerCause> causes) {
        Circuit circuit = Circuit.closed(START);
        Instant now = START;
        for (BreakerCause cause : causes) {
            now = now.plusSeconds(1);
            Circuit before = circuit;
            Optional<Circuit> next = circuit.on(cause, SETTINGS, now, null);
            circuit = next.orElse(before);
            assertEquals(next.isPresent() ? before.changes() + 1 : before.changes(), circuit.changes());
            assertTrue(circuit.trips() >= 0);
            assertTrue(circuit.state() != BreakerState.CLOSED || circuit.trips() == 0);
            if (circuit.state() != BreakerState.OPEN) {
                assertNull(circuit.retryAt());
            } else if (circuit.retryAt() != null) {
                Duration open = Duration.between(circuit.since(), circuit.retryAt());
                assertTrue(open.compareTo(SETTINGS.open()) >= 0 && open.compareTo(SETTINGS.maxOpen()) <= 0);
            }
        }
    }

    @Property
    void opensByTheRateAndNeverBelowTheLeastCount(
            @ForAll @IntRange(max = 1_000) int failures, @ForAll @IntRange(max = 1_000) int successes) {
        int attempts = failures + successes;
        assertEquals(attempts >= 10 && failures * 2 >= attempts, SETTINGS.isTooMany(failures, attempts));
    }

    @Property
    void aLongerRowNeverOpensItForShorter(@ForAll @IntRange(min = 1, max = 2_000_000_000) int trip) {
        Duration open = SETTINGS.openFor(trip);
        assertTrue(open.compareTo(SETTINGS.openFor(trip + 1)) <= 0);
        assertTrue(open.compareTo(SETTINGS.maxOpen()) <= 0);
        assertFalse(open.isNegative());
    }

    @Test
    void settingsThatDecideNothingAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new BreakerSettings(
                        true, 0, 10, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, Duration.ofSeconds(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BreakerSettings(
                        true, 0.5, 10, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, Duration.ofSeconds(1)));
    }
}
