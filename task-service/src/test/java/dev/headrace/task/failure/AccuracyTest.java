package dev.headrace.task.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often the rules that come with Headrace are right, on what they were made with and on what they were not. */
@Timeout(30)
class AccuracyTest {
    private static final Samples CORPUS = Samples.of("corpus.txt");
    private static final Samples HOLDOUT = Samples.of("holdout.txt");
    private final Classifier classifier = Classifier.shipped();

    @Test
    void ofTheCorpus95InAHundredAreRight() {
        List<Samples.Sample> wrong = CORPUS.wrong(classifier);
        double right = right(CORPUS, wrong);
        System.out.printf(
                "failure types, corpus: %.1f %% of %d%n", right, CORPUS.all().size());
        assertTrue(right >= 95, () -> right + " %, wrong: " + wrong);
    }

    /** Does not say which are wrong, so that nobody makes rules for them. */
    @Test
    void ofTheHoldout85InAHundredAreRight() {
        double right = right(HOLDOUT, HOLDOUT.wrong(classifier));
        System.out.printf(
                "failure types, hold-out: %.1f %% of %d%n", right, HOLDOUT.all().size());
        assertTrue(right >= 85, () -> right + " %");
    }

    @Test
    void bothHaveEveryTypeAndTheyShareNoLibrary() {
        assertTrue(CORPUS.all().size() >= 300);
        assertTrue(HOLDOUT.all().size() >= 100);
        assertEquals(Set.of(FailureType.values()), types(CORPUS));
        assertEquals(Set.of(FailureType.values()), types(HOLDOUT));
        Set<String> shared = libraries(CORPUS);
        shared.retainAll(libraries(HOLDOUT));
        // What nobody's library prints.
        shared.remove("custom");
        assertEquals(Set.of(), shared);
    }

    @Test
    void aFailureTakesWellUnderAMillisecond() {
        for (int i = 0; i < 20; i++) {
            CORPUS.wrong(classifier);
        }
        long begun = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            CORPUS.wrong(classifier);
        }
        double micros = (System.nanoTime() - begun) / 20_000.0 / CORPUS.all().size();
        System.out.printf("failure types, classification: %.1f µs each%n", micros);
        assertTrue(micros < 1_000, () -> micros + " µs");
    }

    private static double right(Samples samples, List<Samples.Sample> wrong) {
        return 100.0 * (samples.all().size() - wrong.size()) / samples.all().size();
    }

    private static Set<FailureType> types(Samples samples) {
        return samples.all().stream().map(Samples.Sample::type).collect(Collectors.toSet());
    }

    private static Set<String> libraries(Samples samples) {
        return new HashSet<>(Arrays.asList(
                samples.all().stream().map(Samples.Sample::library).toArray(String[]::new)));
    }
}
