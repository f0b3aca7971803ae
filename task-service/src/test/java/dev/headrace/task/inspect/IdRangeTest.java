package dev.headrace.task.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdRangeTest {
    /** Of 2025-10-08T06:00:28.796Z. */
    private static final UUID ID = UUID.fromString("0199c1ef-7a3c-7def-8abc-0123456789ab");

    private static final Instant TIME = Instant.ofEpochMilli(ID.getMostSignificantBits() >>> 16);

    private static boolean has(IdRange range, UUID id) {
        return range.from().toString().compareTo(id.toString()) <= 0
                && range.to().toString().compareTo(id.toString()) > 0;
    }

    @Test
    void aSpanOfTimeIsARangeOfIdsWithAMinuteToSpare() {
        assertTrue(has(IdRange.ALL, ID));
        assertTrue(has(IdRange.ALL.submittedFrom(TIME).submittedBefore(TIME), ID));
        assertFalse(has(IdRange.ALL.submittedFrom(TIME.plusSeconds(61)), ID));
        assertFalse(has(IdRange.ALL.submittedBefore(TIME.minusSeconds(61)), ID));
        assertEquals(
                IdRange.ALL,
                IdRange.ALL.submittedFrom(null).submittedBefore(null).before(null));
        assertFalse(has(IdRange.ALL.before(ID), ID));
    }

    @Test
    void theBeginningOfAnIdIsARangeOfIds() {
        assertTrue(has(IdRange.ALL.beginning("0199c1ef"), ID));
        assertTrue(has(IdRange.ALL.beginning(ID.toString()), ID));
        assertFalse(has(IdRange.ALL.beginning("0199c1ee"), ID));
        assertFalse(has(IdRange.ALL.beginning("0199c1ef-7a3c-7def-8abc-0123456789aa"), ID));
        assertEquals(new UUID(-1, -1), IdRange.ALL.beginning("ffffffff-ffff").to());
    }

    @Test
    void onlyWhatLooksLikeTheBeginningOfAnIdIsOne() {
        assertTrue(IdRange.isBeginning("0199c1ef"));
        assertTrue(IdRange.isBeginning("0199c1ef-7a"));
        assertTrue(IdRange.isBeginning(ID.toString()));
        assertFalse(IdRange.isBeginning("0199c1e"));
        assertFalse(IdRange.isBeginning("0199c1ef7"));
        assertFalse(IdRange.isBeginning("dead-beef"));
        assertFalse(IdRange.isBeginning("0199c1eg"));
        assertFalse(IdRange.isBeginning(ID + "0"));
    }
}
