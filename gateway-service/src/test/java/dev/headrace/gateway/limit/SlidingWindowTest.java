package dev.headrace.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final long WINDOW = 1_000;

    private final SlidingWindow window = new SlidingWindow();

    @Test
    void givesWhatIsLeftAndNoMore() {
        assertEquals(7, window.draw(10, WINDOW, 7, 0, 5_000).granted());
        Grant rest = window.draw(10, WINDOW, 7, 0, 5_100);
        assertEquals(3, rest.granted());
        assertEquals(0, rest.left());
        assertEquals(0, window.draw(10, WINDOW, 1, 0, 5_999).granted());
    }

    @Test
    void theWindowBeforeCountsLessAndLess() {
        // Given
        window.draw(10, WINDOW, 10, 0, 5_500);

        // Then
        assertEquals(0, window.draw(10, WINDOW, 0, 0, 6_000).left());
        assertEquals(5, window.draw(10, WINDOW, 0, 0, 6_500).left());
        assertEquals(10, window.draw(10, WINDOW, 0, 0, 7_000).left());
    }

    @Test
    void whoAsksAgainWhenToldGetsOne() {
        for (long limit = 1; limit <= 20; limit++) {
            SlidingWindow full = new SlidingWindow();
            full.draw(limit, WINDOW, limit, 0, 5_300);
            Grant none = full.draw(limit, WINDOW, 1, 0, 5_400);
            assertEquals(0, none.granted());
            assertTrue(none.retryMs() > 0);
            assertEquals(
                    1, full.draw(limit, WINDOW, 1, 0, 5_400 + none.retryMs()).granted(), "limit " + limit);
        }
    }

    @Test
    void whatIsOwedCountsWhateverIsLeftAndCanBeReturned() {
        assertEquals(0, window.draw(10, WINDOW, 1, 12, 5_000).granted());
        assertEquals(1, window.draw(10, WINDOW, 1, -3, 5_000).granted());
    }
}
