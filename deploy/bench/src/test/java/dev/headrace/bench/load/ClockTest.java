package dev.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockTest {

    @Test
    void momentsThatWereMissedAreToldLateButUnchanged() {
        // Given a clock whose first four moments have passed while nobody asked
        long now = System.nanoTime();
        long hour = 3_600_000_000_000L;
        Clock clock = new Clock(now - 3 * hour, hour, 10);
        List<Long> told = new ArrayList<>();

        // When
        clock.due(told::add);
        clock.due(told::add);

        // Then each is told once, as the moment at which the call was due
        assertEquals(List.of(now - 3 * hour, now - 2 * hour, now - hour, now), told);
    }

    @Test
    void afterTheLastCallThereAreNoMoments() {
        // Given
        Clock clock = new Clock(System.nanoTime() - 1_000, 1, 2);
        List<Long> told = new ArrayList<>();

        // When
        clock.due(told::add);

        // Then
        assertEquals(2, told.size());
    }
}
