package dev.headrace.task.stream;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.outcome.OutcomeConfig;
import dev.headrace.task.outcome.Outcomes;
import dev.headrace.task.worker.Heartbeat;
import dev.headrace.task.worker.Worker;
import dev.headrace.task.worker.WorkerConfig;
import dev.headrace.task.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Does what a worker says on a stream, in the same way as the calls over HTTP. */
@Singleton
class Clerk {
    private final Outcomes outcomes;
    private final Workers workers;
    private final OutcomeConfig outcomeConfig;
    private final WorkerConfig workerConfig;

    Clerk(Outcomes outcomes, Workers workers, OutcomeConfig outcomeConfig, WorkerConfig workerConfig) {
        this.outcomes = outcomes;
        this.workers = workers;
        this.outcomeConfig = outcomeConfig;
        this.workerConfig = workerConfig;
    }

    /** @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED naming the field */
    Uni<Outgoing> answer(Identity caller, Incoming.Outcomes said) {
        return outcomes.answer(caller, checked(said)).map(answers -> new Outgoing.Outcomes(said.ref(), answers));
    }

    private List<Outcome> checked(Incoming.Outcomes said) {
        List<Outcome> present = new ArrayList<>();
        int size = said.outcomes() == null ? 0 : said.outcomes().size();
        Violations wrong = new Violations().range("outcomes.length", size, 1, outcomeConfig.maxPerCall());
        for (int i = 0; said.outcomes() != null && i < Math.min(size, outcomeConfig.maxPerCall()); i++) {
            Outcome outcome = said.outcomes().get(i);
            wrong.required("outcomes[" + i + "]", outcome);
            if (outcome != null) {
                present.add(outcome);
            }
        }
        wrong.orThrow();
        return present;
    }

    /** @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED naming the field */
    Uni<Outgoing> answer(Worker worker, Incoming.Heartbeat said) {
        List<Heartbeat.Lease> held = new Heartbeat(said.leases()).held(workerConfig.maxLeases());
        return workers.beat(worker, held)
                .map(reply -> new Outgoing.Heartbeat(said.ref(), reply.cancel(), reply.stale(), reply.drain()));
    }

    /** Notes that the worker lives. Fails with WORKER_NOT_FOUND if it was removed. */
    Uni<Worker> heard(Worker worker, Identity caller) {
        return workers.require(worker.id(), caller);
    }
}
