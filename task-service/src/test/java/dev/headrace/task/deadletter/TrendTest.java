package dev.headrace.task.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.deadletter.Trend.Direction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, QUIET",
        "1, 0, RISING",
        "10, 5, RISING",
        "9, 5, STEADY",
        "5, 9, STEADY",
        "5, 10, FALLING",
        "0, 1, FALLING"
    })
    void theLastHourIsComparedWithTheOneBefore(long last, long before, Direction direction) {
        assertEquals(direction, Trend.of(last, before, 0, 0).direction());
    }
}
