package dev.headrace.task.submit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Repeats without Redis. Bounds are ten times what is promised: a test machine may be busy. */
@OnEngines
@Timeout(60)
class KeyedFiguresIT {
    @Inject
    Submits submits;

    @Inject
    Admission admission;

    @Test
    void withoutRedisARepeatIsKnownInMilliseconds() {
        // Given
        Figures figures = Figures.of(submits, admission);
        figures.submit("k");

        // When
        double one = figures.p95("check by PostgreSQL", 400, i -> submits.one(figures.submission("k")));
        double fifty = figures.p95("50 checks at once by PostgreSQL", 40, i -> figures.together("k", 50));
        figures.p95("a first with a key", 200, i -> submits.one(figures.submission("first-" + i)));

        // Then
        assertInstanceOf(SubmitResult.Replayed.class, figures.submit("k"));
        assertTrue(one < 70, () -> one + " ms");
        assertTrue(fifty < 1_000, () -> fifty + " ms");
    }
}
