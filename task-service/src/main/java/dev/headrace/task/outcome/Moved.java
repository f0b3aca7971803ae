package dev.headrace.task.outcome;

import dev.headrace.task.model.TaskState;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.Facts;

/** A task that will be leased again: READY at once, RETRYING after a delay in milliseconds. */
record Moved(Facts facts, TaskState state, long delayMs) {
    void tell(Signals signals) {
        if (state == TaskState.READY) {
            signals.ready(facts.tenant(), facts.queue(), facts.type());
        } else {
            signals.dueIn(delayMs);
        }
    }
}
