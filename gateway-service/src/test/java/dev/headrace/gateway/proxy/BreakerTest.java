package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Breaker breaker = new Breaker(20, 5 * SECOND);

    private void ended(int times, boolean success, long now) {
        for (int i = 0; i < times; i++) {
            breaker.ended(success, now);
        }
    }

    @Test
    void staysClosedWhileTooFewOrTooLittleFail() {
        ended(19, false, 0);
        assertTrue(breaker.admits(0));
        ended(40, true, SECOND);
        ended(20, false, 2 * SECOND);
        assertTrue(breaker.admits(2 * SECOND));
    }

    @Test
    void opensWhenHalfFailAndLetsAFewThroughAfterItsRest() {
        // Given
        ended(10, true, 0);
        ended(10, false, SECOND);

        // Then
        assertFalse(breaker.admits(SECOND));
        assertFalse(breaker.admits(5 * SECOND));
        assertTrue(breaker.admits(6 * SECOND));
        assertTrue(breaker.admits(6 * SECOND));
        assertTrue(breaker.admits(6 * SECOND));
        assertFalse(breaker.admits(6 * SECOND));
        assertEquals(Breaker.State.HALF_OPEN, breaker.view(6 * SECOND).state());
    }

    @Test
    void whatWaitsOnPurposeTakesNoPlaceOfTheTrial() {
        // Given
        ended(20, false, 0);
        assertFalse(breaker.admitsParked(SECOND));

        // When
        for (int i = 0; i < 10; i++) {
            assertTrue(breaker.admitsParked(5 * SECOND));
        }

        // Then
        assertTrue(breaker.admits(5 * SECOND));
        breaker.ended(true, 5 * SECOND);
        assertEquals(Breaker.State.CLOSED, breaker.view(5 * SECOND).state());
    }

    @Test
    void oneAnswerClosesItAndOneFailureOpensItAgain() {
        ended(20, false, 0);
        assertTrue(breaker.admits(5 * SECOND));
        breaker.ended(false, 5 * SECOND);
        assertFalse(breaker.admits(6 * SECOND));
        assertTrue(breaker.admits(10 * SECOND));
        breaker.ended(true, 10 * SECOND);
        ended(19, false, 10 * SECOND);
        assertTrue(breaker.admits(10 * SECOND), "what was before is forgotten");
        assertEquals(2, breaker.view(10 * SECOND).opened());
    }

    @Test
    void whoGoesAwayGivesItsPlaceBack() {
        ended(20, false, 0);
        for (int i = 0; i < 10; i++) {
            assertTrue(breaker.admits(5 * SECOND));
            breaker.unknown();
        }
    }

    @Test
    void whatIsTenSecondsOldDoesNotCount() {
        ended(19, false, 0);
        ended(1, false, 10 * SECOND);
        assertTrue(breaker.admits(10 * SECOND));
    }

    @Test
    void canBeClosedByHand() {
        ended(20, false, 0);
        breaker.reset();
        assertTrue(breaker.admits(0));
    }

    @Test
    void whoWouldWaitTooLongIsToldAtOnce() {
        Bulkhead bulkhead = new Bulkhead(100, 3 * SECOND);
        bulkhead.widen(4);
        bulkhead.took(SECOND);
        for (int i = 0; i < 4 + 12 + 1; i++) {
            assertTrue(bulkhead.enter(), "request " + i);
        }
        assertFalse(bulkhead.enter());
        bulkhead.leave();
        assertTrue(bulkhead.enter());
        assertEquals(1, bulkhead.refused());
    }

    @Test
    void aBudgetAllowsATenthAndAFew() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 10; i++) {
            assertTrue(budget.spend());
        }
        assertFalse(budget.spend());
        for (int i = 0; i < 10; i++) {
            budget.earn();
        }
        assertTrue(budget.spend());
        assertFalse(budget.spend());
    }
}
