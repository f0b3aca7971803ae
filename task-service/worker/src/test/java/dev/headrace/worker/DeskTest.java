package dev.headrace.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeskTest {
    private final ApiFailure away = new ApiFailure(0, "", "away", Duration.ZERO, null);
    private final ApiFailure wrong = new ApiFailure(422, "VALIDATION_FAILED", "wrong", Duration.ZERO, null);

    private final Desk desk = new Desk(4, 2, new Backoff(new SplittableRandom(1)));

    private static Outcome outcome() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Task task = new Task(
                LeasedTask.of(json.readTree(
                        "{\"id\":\"t\",\"lease\":1,\"type\":\"a\",\"created_at\":\"2026-01-01T00:00:00Z\"}")),
                json,
                (t, millis) -> {});
        return Outcome.released(task);
    }

    private Step.Lease leases(long now) {
        return assertInstanceOf(Step.Lease.class, desk.next(now));
    }

    private Step.Answer answers(long now) {
        return assertInstanceOf(Step.Answer.class, desk.next(now));
    }

    private Desk registered() {
        assertInstanceOf(Step.Register.class, desk.next(0));
        assertEquals(Step.Pause.FOREVER, desk.next(0));
        desk.registered("w");
        return desk;
    }

    @Test
    void itRegistersOnceThenLeasesForEverySlot() {
        registered();
        assertEquals(new Step.Lease("w", 4, List.of()), desk.next(0));
        assertEquals(Step.Pause.FOREVER, desk.next(0));
    }

    /** A full call brought four tasks: there is more to do. */
    private void leasedFour() {
        registered();
        Step.Lease first = leases(0);
        assertEquals(4, first.max());
        desk.leased(first, 4, 1);
    }

    @Test
    void afterAFullCallOutcomesRideOnTheNext() throws IOException {
        // Given
        leasedFour();
        desk.ended(Optional.of(outcome()), 10);

        // When
        Step step = desk.next(10);
        desk.ended(Optional.of(outcome()), 20);

        // Then
        assertEquals(new Step.Pause(Desk.RIDE), step);
        Step.Lease second = leases(10 + Desk.RIDE);
        assertEquals(2, second.max());
        assertEquals(2, second.outcomes().size());
    }

    @Test
    void otherwiseLeaseCallsParkAndOutcomesGoAlone() throws IOException {
        // Given
        registered();
        desk.leased(leases(0), 2, 1);

        // When
        Step.Lease second = leases(10);
        desk.ended(Optional.of(outcome()), 5_000_000);

        // Then
        assertEquals(2, second.max());
        assertEquals(new Step.Pause(Desk.RIDE), desk.next(5_000_000));
        assertEquals(1, answers(5_000_000 + Desk.RIDE).outcomes().size());
    }

    @Test
    void theOutcomesOfAFailedCallAreTheFirstOfTheNext() throws IOException {
        // Given
        leasedFour();
        Outcome one = outcome();
        Outcome two = outcome();
        desk.ended(Optional.of(one), 0);
        desk.ended(Optional.of(two), 0);
        desk.next(0);
        Step.Lease call = leases(Desk.RIDE);

        // When
        long pause = desk.failed(call, away, 0, 2_000_000);

        // Then
        assertTrue(pause >= Backoff.FIRST / 2, pause + " ns");
        assertEquals(new Step.Pause(pause), desk.next(2_000_000));
        assertEquals(List.of(), leases(2_000_000 + pause).outcomes());
        assertEquals(List.of(one, two), answers(2_000_000 + pause).outcomes());
        assertEquals(2, desk.unconfirmed());
    }

    @Test
    void nothingIsLeasedWhileTooManyAnswersAreUnconfirmed() throws IOException {
        registered();
        Step.Lease call = leases(0);
        desk.leased(call, 4, 2);
        desk.next(0);
        for (int i = 0; i < 4; i++) {
            desk.ended(Optional.of(outcome()), 0);
            desk.say(outcome(), 0);
        }
        assertEquals(8, answers(Desk.RIDE).outcomes().size());
        assertEquals(Step.Pause.FOREVER, desk.next(Desk.RIDE));
    }

    @Test
    void oneWrongOutcomeIsFoundByHalving() throws IOException {
        // Given
        desk.stopLeasing();
        desk.say(outcome(), 0);
        desk.say(outcome(), 0);
        Step.Answer both = answers(Desk.RIDE);

        // When
        assertEquals(0, desk.failed(both, wrong, 0, Desk.RIDE));
        Step.Answer one = answers(2 * Desk.RIDE);

        // Then
        assertEquals(1, one.outcomes().size());
        assertEquals(Desk.DROPPED, desk.failed(one, wrong, 0, 0));
        assertEquals(1, desk.unconfirmed());
    }
}
