package dev.headrace.task.outcome;

import jakarta.inject.Singleton;
import java.util.SplittableRandom;

/** What follows from outcomes, with the configured bounds and this replica's dice. */
@Singleton
class Decisions {
    private final OutcomeConfig config;
    private final SplittableRandom random = new SplittableRandom();

    Decisions(OutcomeConfig config) {
        this.config = config;
    }

    ConsequenceStore.Entry of(Outcome outcome, Ended ended) {
        SplittableRandom dice;
        synchronized (random) {
            dice = random.split();
        }
        return new ConsequenceStore.Entry(outcome, ended, Consequence.of(outcome, ended, config.maxCrashes(), dice));
    }
}
