package dev.headrace.task.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.headrace.task.model.Verdict.Reason;
import dev.headrace.task.model.Verdict.Situation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final RetryPolicy FIXED = new RetryPolicy(RetryPolicy.Strategy.FIXED, 1_000, 1_000, false, 0);
    private static final RetryPolicy BUDGETED = new RetryPolicy(RetryPolicy.Strategy.FIXED, 1_000, 1_000, false, 5_000);
    private final SplittableRandom random = new SplittableRandom(1);

    private static Situation at(int attempt, RetryPolicy policy, long ageMs) {
        return new Situation(attempt, 3, ageMs, false, policy);
    }

    @Test
    void aFailureIsRetriedAfterThePolicysDelay() {
        assertEquals(new Verdict.Retry(1_000), Verdict.failed(at(1, FIXED, 0), null, -1, random));
    }

    @Test
    void theWorkerMayNameTheDelay() {
        assertEquals(new Verdict.Retry(7), Verdict.failed(at(1, FIXED, 0), null, 7, random));
    }

    @Test
    void theLastAttemptIsTheLast() {
        assertEquals(new Verdict.GiveUp(Reason.ATTEMPTS_EXHAUSTED), Verdict.failed(at(3, FIXED, 0), null, -1, random));
    }

    @Test
    void whatCannotSucceedIsNotTriedAgain() {
        assertEquals(
                new Verdict.GiveUp(Reason.NOT_RETRYABLE),
                Verdict.failed(at(1, FIXED, 0), Reason.NOT_RETRYABLE, -1, random));
    }

    @Test
    void theBudgetEndsRetries() {
        assertInstanceOf(Verdict.Retry.class, Verdict.failed(at(1, BUDGETED, 4_000), null, -1, random));
        assertEquals(
                new Verdict.GiveUp(Reason.BUDGET_EXHAUSTED), Verdict.failed(at(1, BUDGETED, 4_001), null, -1, random));
    }

    @Test
    void aSilentWorkerCostsNoAttemptUntilThereAreTooMany() {
        assertEquals(new Verdict.Requeue(), Verdict.expired(at(1, FIXED, 0), 2, 3));
        assertEquals(new Verdict.GiveUp(Reason.CRASHED), Verdict.expired(at(1, FIXED, 0), 3, 3));
    }

    @Test
    void whoeverWasAskedToStopEndsCancelledUnlessItSucceeds() {
        Situation cancelling = new Situation(1, 3, 0, true, FIXED);
        assertEquals(new Verdict.Cancel(), Verdict.released(cancelling));
        assertEquals(new Verdict.Cancel(), Verdict.failed(cancelling, null, -1, random));
        assertEquals(new Verdict.Cancel(), Verdict.expired(cancelling, 1, 3));
    }
}
