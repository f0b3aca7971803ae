package dev.headrace.task.outcome;

import dev.headrace.task.diagnosis.Diagnoser;
import dev.headrace.task.diagnosis.Diagnosis;
import dev.headrace.task.failure.Failure;
import jakarta.inject.Singleton;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What follows from outcomes: failures are classified, with the configured bounds and this replica's dice. */
@Singleton
class Decisions {
    private final OutcomeConfig config;
    private final Diagnoser diagnoser;
    private final SplittableRandom random = new SplittableRandom();

    Decisions(OutcomeConfig config, Diagnoser diagnoser) {
        this.config = config;
        this.diagnoser = diagnoser;
    }

    ConsequenceStore.Entry of(Outcome outcome, Ended ended) {
        SplittableRandom dice;
        synchronized (random) {
            dice = random.split();
        }
        Diagnosis diagnosis = diagnosis(outcome, ended);
        Consequence consequence = Consequence.of(outcome, ended, diagnosis, config.maxCrashes(), dice);
        return new ConsequenceStore.Entry(outcome, ended, consequence, diagnosis);
    }

    /** What failed, if anything did: a success costs nothing here. */
    private @Nullable Diagnosis diagnosis(Outcome outcome, Ended ended) {
        Failure failure = failure(outcome, ended);
        return failure == null
                ? null
                : diagnoser.diagnose(new Diagnoser.Case(
                        ended.facts().tenant(), ended.facts().type(), ended.attempt(), failure, ended.own()));
    }

    /** A worker that falls silent is no failure of the task until that has happened too often. */
    private @Nullable Failure failure(Outcome outcome, Ended ended) {
        boolean silent = outcome.result() == Outcome.Result.EXPIRED && ended.crashes() + 1 >= config.maxCrashes();
        if (silent) {
            return new Failure(Consequence.SILENT.type(), Consequence.SILENT.message(), null, null);
        }
        Outcome.Fault fault = outcome.error();
        return outcome.result() != Outcome.Result.FAILED
                ? null
                : fault == null
                        ? new Failure(null, null, null, null)
                        : new Failure(fault.type(), fault.message(), fault.stack(), fault.httpStatus());
    }
}
