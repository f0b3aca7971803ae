package dev.headrace.task.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.policy.Measured.Band;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static Measured of(Band... bands) {
        long retries = 0;
        long succeeded = 0;
        for (Band band : bands) {
            retries += band.retries();
            succeeded += band.succeeded();
        }
        return new Measured("default", "TRANSIENT_NETWORK", retries, succeeded, List.of(bands));
    }

    @Test
    void whereLongerWaitsSucceedTheyAreAdvised() {
        Advice advice = Advice.of(of(new Band(0, 999, 80, 8), new Band(5_000, 9_000, 20, 18)))
                .orElseThrow();
        assertEquals("wait_longer", advice.change());
        assertEquals(5_000, advice.baseMs());
        assertEquals(
                "26 % of 100 retries succeeded, but 90 % of the 20 that waited from 5000 to 9000 ms",
                advice.evidence());
    }

    @Test
    void whereNothingHelpsItIsAdvisedToStop() {
        Advice advice = Advice.of(of(new Band(0, 999, 80, 8), new Band(5_000, 9_000, 20, 3)))
                .orElseThrow();
        assertEquals("stop_retrying", advice.change());
    }

    @Test
    void whereTheShortestWaitsDoTheLongOnesAreWasted() {
        Advice advice = Advice.of(of(new Band(0, 900, 40, 39), new Band(20_000, 50_000, 40, 40)))
                .orElseThrow();
        assertEquals("wait_less", advice.change());
        assertEquals(900, advice.baseMs());
    }

    @Test
    void fewRetriesProveNothing() {
        Measured few = of(new Band(0, 999, 19, 0));
        assertEquals(Optional.empty(), Advice.of(few));
        assertFalse(Advice.isLow(few));
    }

    @Test
    void below30InAHundredAlerts() {
        assertTrue(Advice.isLow(of(new Band(0, 999, 100, 29))));
        assertFalse(Advice.isLow(of(new Band(0, 999, 100, 30))));
    }

    @Test
    void theWindowOfThisReplicaAlertsTheSame() {
        RetryWindow window = new RetryWindow();
        for (int i = 0; i < 20; i++) {
            assertFalse(window.isLow());
            window.add(i < 5);
        }
        assertTrue(window.isLow());
        assertEquals(0.25, window.ratio());
        for (int i = 0; i < 200; i++) {
            window.add(true);
        }
        assertFalse(window.isLow());
        assertEquals(1, window.ratio());
    }
}
