package dev.headrace.task.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Please try again in 20s. | 20000",
                "Please try again in 6ms. | 6",
                "Retry-After: 30 | 30000",
                "retry after 2 minutes | 120000",
                "Please retry in 1.5 s | 1000",
                "try again in 9999999 hours | 3600000",
                "Too many requests | -1",
                "please retry later | -1"
            })
    void readsWhatIsAskedFor(String message, long millis) {
        assertEquals(millis, RetryAfterText.of(message, Duration.ofHours(1)));
    }
}
