package dev.headrace.task.failure;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RuleFileTest {
    @Test
    void theShippedRulesSayWhatFollowsFromEveryType() {
        Taxonomy shipped = Taxonomy.shipped();
        for (FailureType type : FailureType.values()) {
            assertDoesNotThrow(() -> shipped.meaning(type));
        }
    }

    @Test
    void aMistakeIsNamedByItsLine() {
        var wrong = assertThrows(
                IllegalArgumentException.class, () -> RuleFile.parse("# fine\n\nnames 0.9 NO_SUCH_TYPE\n  X\n"));
        assertTrue(String.valueOf(wrong.getMessage()).startsWith("line 3: "), wrong::getMessage);
        assertThrows(IllegalArgumentException.class, () -> RuleFile.parse("wishes 1 UNKNOWN"));
        assertThrows(IllegalArgumentException.class, () -> RuleFile.parse("status 0.9 UNKNOWN 404 404"));
    }

    @Test
    void aPhraseKnowsWholeWordsAndGaps() {
        assertEquals(true, Phrase.of("rate limit*").isIn(Words.of("RateLimitExceeded")));
        assertEquals(true, Phrase.of("duplicate * constraint").isIn(Words.of("a DUPLICATE of the constraint")));
        assertEquals(false, Phrase.of("oom").isIn(Words.of("no room left")));
        assertEquals(true, Phrase.of("oom").isIn(Words.of("no room: OOM")));
        assertEquals(true, Phrase.of("access denied").isIn(Words.of("access_denied")));
    }
}
