package dev.headrace.task.failure.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.failure.FailureType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, steady",
        "0, 1, rising",
        "10, 15, rising",
        "10, 14, steady",
        "14, 10, steady",
        "15, 10, falling",
        "1, 0, falling"
    })
    void theLaterHalfIsComparedWithTheEarlierOne(long before, long after, String trend) {
        assertEquals(trend, of(List.of(before, after)).trend());
    }

    @ParameterizedTest
    @CsvSource({"100, steady", "0, steady"})
    void theMiddleOfAnOddNumberCountsForNeither(long middle, String trend) {
        assertEquals(trend, of(List.of(10L, middle, 10L)).trend());
    }

    private static Trends.OfType of(List<Long> counts) {
        return Trends.OfType.of(FailureType.UNKNOWN, counts, 1_000);
    }
}
