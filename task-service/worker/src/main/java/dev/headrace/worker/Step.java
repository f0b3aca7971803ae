package dev.headrace.worker;

import java.util.List;

/** What a worker does next. */
sealed interface Step {
    /** Make the server know this worker. */
    record Register() implements Step {}

    /** Ask for tasks, and say what became of earlier ones. */
    record Lease(String workerId, int max, List<Outcome> outcomes) implements Step {}

    /** Only say what became of tasks. */
    record Answer(List<Outcome> outcomes) implements Step {}

    /** Nothing until something changes, or for so many nanoseconds. */
    record Pause(long nanos) implements Step {
        static final Pause FOREVER = new Pause(Long.MAX_VALUE);
    }
}
