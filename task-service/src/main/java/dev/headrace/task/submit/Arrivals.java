package dev.headrace.task.submit;

import dev.headrace.task.lease.Dispatcher;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the rest of the service of new tasks: first the workers that wait. */
@Singleton
class Arrivals {
    private final Dispatcher dispatcher;
    private final Signals signals;

    Arrivals(Dispatcher dispatcher, Signals signals) {
        this.dispatcher = dispatcher;
        this.signals = signals;
    }

    HandOff handOff() {
        return dispatcher.handOff();
    }

    /** The transaction is durable; {@code results} has one for each submission, empty where it was not written. */
    void committed(HandOff handOff, List<Submission> submissions, List<Optional<SubmitResult>> results) {
        handOff.committed();
        Set<Kind> ready = new HashSet<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).orElse(null) instanceof SubmitResult.Accepted accepted) {
                Submission s = submissions.get(i);
                if (accepted.task().state() == TaskState.READY) {
                    ready.add(s.facts().kind());
                } else if (s.isDeferred()) {
                    signals.dueIn(s.delayMs());
                }
            }
        }
        signals.ready(ready);
    }
}
