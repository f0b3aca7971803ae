package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void itsTextLeadsBackToIt() {
        Random random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            long[] next = random.longs(random.nextInt(1, 40), 0, 1L << random.nextInt(1, 56))
                    .toArray();
            Position read = Position.parse(new Position(next).text());

            assertEquals(new Position(next).toString(), read.toString());
        }
        assertTrue(new Position(123_456, 234_567, 345_678, 1, 0, 99).text().length() < 40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AQ", "nonsense", "AQEBAQEB", "0199c1ef-7a3c-7def-8abc-0123456789ab", "%%%"})
    void whatWasNotGivenOutIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> Position.parse(text));
    }

    @Test
    void aMistypedOneIsNone() {
        String text = new Position(1_000, 2_000, 3_000).text();
        char other = text.charAt(3) == 'A' ? 'B' : 'A';

        assertThrows(
                IllegalArgumentException.class, () -> Position.parse(text.substring(0, 3) + other + text.substring(4)));
        assertThrows(IllegalArgumentException.class, () -> Position.parse("A".repeat(20_000)));
    }

    @Test
    void comparesEachPartition() {
        Position at = new Position(5, 10);

        assertTrue(at.isPast(0, 4));
        assertFalse(at.isPast(0, 5));
        assertTrue(at.isFrom(new Position(5, 9)));
        assertFalse(at.isFrom(new Position(6, 0)));
        assertEquals(7, at.distance(new Position(12, 8)));
        assertEquals("Position[3, 10]", at.earlier(new Position(3, 11)).toString());
        assertEquals("Position[5, 10, 0]", at.over(3).toString());
    }
}
