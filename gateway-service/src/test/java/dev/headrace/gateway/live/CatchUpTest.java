package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final Position BEGIN = new Position(100, 100);
    private static final Position END = new Position(200, 200);

    @Test
    void whatIsThereAndNotTooMuchIsReadAgain() {
        assertNull(why(new Position(150, 150)));
        assertNull(why(new Position(100, 200)));
        assertNull(why(END));
    }

    @Test
    void whatIsNotIsAGapWithItsReason() {
        assertEquals(Told.Why.NOT_KEPT, why(new Position(99, 200)));
        assertEquals(Told.Why.TOO_MANY, why(new Position(149, 150)));
        assertEquals(Told.Why.OTHER_LOG, why(new Position(150, 201)));
        assertEquals(Told.Why.OTHER_LOG, why(new Position(150)));
    }

    private static Told.@org.jspecify.annotations.Nullable Why why(Position at) {
        return CatchUp.why(at, BEGIN, END, 100);
    }
}
