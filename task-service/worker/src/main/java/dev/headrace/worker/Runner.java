package dev.headrace.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.worker.WorkerListener.Ending;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs handlers and turns what they return or throw into outcomes. */
final class Runner {
    private final Map<String, Handler> handlers;
    private final Executor executor;
    private final ObjectMapper json;
    private final Journal journal;

    /** Takes what became of a task; its slot is free. */
    interface Desktop {
        /** @param outcome null if nothing is to be said */
        void ended(Task task, @Nullable Outcome outcome);
    }

    Runner(Map<String, Handler> handlers, Executor executor, ObjectMapper json, Journal journal) {
        this.handlers = Map.copyOf(handlers);
        this.executor = executor;
        this.json = json;
        this.journal = journal;
    }

    void run(Task task, Desktop desk) {
        try {
            executor.execute(() -> attempt(task, desk));
        } catch (RejectedExecutionException e) {
            release(task, desk);
        }
    }

    /** Hands a task back, interrupting its handler if one is at work. Does nothing if it has ended. */
    void release(Task task, Desktop desk) {
        if (task.giveUp()) {
            Outcome released = Outcome.released(task);
            end(task, desk, released, Duration.ZERO);
        }
    }

    private void attempt(Task task, Desktop desk) {
        if (task.isCancelled()) {
            release(task, desk);
            return;
        }
        if (!task.begin()) {
            return;
        }
        journal.started(task);
        long began = System.nanoTime();
        Outcome outcome = outcome(task);
        if (task.end()) {
            end(task, desk, outcome, Duration.ofNanos(System.nanoTime() - began));
        } else {
            // It was given up: the interrupt was for the task, not for what this thread does next.
            Thread.interrupted();
        }
    }

    private void end(Task task, Desktop desk, Outcome outcome, Duration took) {
        journal.ended(task, ending(task, outcome), took);
        desk.ended(task, task.isLost() ? null : outcome);
    }

    private static Ending ending(Task task, Outcome outcome) {
        if (task.isLost()) {
            return Ending.LOST;
        }
        return switch (outcome.kind()) {
            case SUCCEEDED -> Ending.SUCCEEDED;
            case FAILED -> Ending.FAILED;
            case RELEASED, EXTENDED -> Ending.RELEASED;
        };
    }

    /** Whatever a handler throws is the failure of its task, not of the worker. */
    private Outcome outcome(Task task) {
        try {
            Handler handler = handlers.get(task.type());
            if (handler == null) {
                throw new IllegalStateException("This worker has no handler for " + task.type());
            }
            return Outcome.succeeded(task, handler.handle(task), json);
        } catch (Throwable thrown) {
            return Outcome.failed(task, thrown);
        }
    }
}
