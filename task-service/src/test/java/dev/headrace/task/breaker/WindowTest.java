package dev.headrace.task.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long WINDOW = 1_000;

    /** What ended, so long after the one before. */
    record End(long after, boolean failed) {}

    @Provide
    Arbitrary<List<End>> ends() {
        return Combinators.combine(Arbitraries.longs().between(0, 400), Arbitraries.of(true, false))
                .as(End::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<Long> starts() {
        return Arbitraries.longs().between(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
    }

    /** Compared with a list of everything, at any beginning of the clock. */
    @Property
    void whatIsYoungCountsAndWhatIsOldDoesNot(@ForAll("ends") List<End> ends, @ForAll("starts") long start) {
        // Given
        Window window = new Window(WINDOW, start);
        List<Long> failures = new ArrayList<>();
        List<Long> attempts = new ArrayList<>();
        long now = start;
        for (End end : ends) {
            now += end.after();
            window.add(now, end.failed());
            attempts.add(now);
            if (end.failed()) {
                failures.add(now);
            }
        }

        // When
        Window.Counts counts = window.counts(now);

        // Then
        assertTrue(counts.failures() <= counts.attempts());
        assertTrue(counts.attempts() >= since(attempts, now - WINDOW * (Window.SLICES - 1) / Window.SLICES + 1));
        assertTrue(counts.attempts() <= since(attempts, now - WINDOW));
        assertTrue(counts.failures() >= since(failures, now - WINDOW * (Window.SLICES - 1) / Window.SLICES + 1));
        assertTrue(counts.failures() <= since(failures, now - WINDOW));
    }

    private static long since(List<Long> times, long from) {
        return times.stream().filter(time -> time >= from).count();
    }

    @Test
    void isEmptyAfterALongTime() {
        Window window = new Window(WINDOW, 0);
        window.add(10, true);
        assertEquals(new Window.Counts(1, 1), window.counts(10));
        assertEquals(Window.Counts.NONE, window.counts(1_000_000_000));
    }

    @Test
    void aClockThatWasReadEarlierCountsIntoTheNewestSlice() {
        Window window = new Window(WINDOW, 0);
        window.add(5_000, false);
        window.add(100, true);
        assertEquals(new Window.Counts(1, 2), window.counts(5_000));
    }
}
