package dev.headrace.worker;

import dev.headrace.worker.WorkerListener.Ending;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts what happens and tells the listener, whose faults change nothing. */
final class Journal {
    private static final System.Logger LOG = System.getLogger(Worker.class.getName());

    private final WorkerListener listener;
    private final LongAdder leased = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder released = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failedCalls = new LongAdder();

    Journal(WorkerListener listener) {
        this.listener = listener;
    }

    WorkerStats stats(int running, int waiting) {
        return new WorkerStats(
                running,
                waiting,
                leased.sum(),
                succeeded.sum(),
                failed.sum(),
                released.sum(),
                accepted.sum(),
                lost.sum(),
                refused.sum(),
                failedCalls.sum());
    }

    void registered(String workerId) {
        tell(l -> l.registered(workerId));
    }

    void leased(int tasks) {
        if (tasks > 0) {
            leased.add(tasks);
            tell(l -> l.leased(tasks));
        }
    }

    void started(Task task) {
        tell(l -> l.started(task));
    }

    void ended(Task task, Ending ending, Duration took) {
        switch (ending) {
            case SUCCEEDED -> succeeded.increment();
            case FAILED -> failed.increment();
            case RELEASED -> released.increment();
            case LOST -> {}
        }
        tell(l -> l.ended(task, ending, took));
    }

    void accepted(Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.EXTENDED) {
            accepted.increment();
            tell(l -> l.accepted(outcome.task()));
        }
    }

    /** Counts a lease once, however often it turns out to be lost. */
    void lost(Task task) {
        if (task.lose()) {
            lost.increment();
            tell(l -> l.lost(task));
        }
    }

    void refused(Outcome outcome, String reason) {
        refused.increment();
        tell(l -> l.refused(outcome.task(), reason));
    }

    void failed(String call, Exception reason, Duration pause) {
        failedCalls.increment();
        tell(l -> l.failed(call, reason, pause));
    }

    void draining() {
        tell(WorkerListener::draining);
    }

    void stopped() {
        tell(WorkerListener::stopped);
    }

    private void tell(Consumer<WorkerListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the listener failed", e);
        }
    }
}
