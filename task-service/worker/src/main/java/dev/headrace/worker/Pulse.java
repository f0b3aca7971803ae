package dev.headrace.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The heartbeat: one call for all leases. A worker that holds nothing sends none; its lease calls show that it lives. */
final class Pulse {
    private final Calls calls;
    private final Held held;
    private final Journal journal;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Calls.Registration registration = new Calls.Registration("", Duration.ZERO);

    /** What a heartbeat may lead to. */
    interface Signals {
        void forgotten(String workerId);

        void drain();
    }

    Pulse(Calls calls, Held held, Journal journal) {
        this.calls = calls;
        this.held = held;
        this.journal = journal;
    }

    /** Starts with the first registration; later ones change the worker's id. */
    void registered(Calls.Registration now, Signals signals) {
        registration = now;
        if (started.compareAndSet(false, true)) {
            Thread.ofVirtual().name("headrace-heartbeat").start(() -> beats(signals));
        }
    }

    private void beats(Signals signals) {
        try {
            Duration pause = registration.beat();
            while (!ended.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = beat(signals);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** Returns the pause until the next one: shorter after a failure, so that the leases live on. */
    private Duration beat(Signals signals) throws InterruptedException {
        Calls.Registration current = registration;
        Collection<Task> tasks = held.all();
        if (tasks.isEmpty()) {
            return current.beat();
        }
        List<String> told = new ArrayList<>(tasks.size());
        tasks.forEach(task -> told.add(task.news()));
        try {
            Calls.Pulse pulse = calls.beat(current.workerId(), tasks, told);
            int i = 0;
            for (Task task : tasks) {
                task.told(told.get(i++));
            }
            heed(pulse, tasks, signals);
            return current.beat();
        } catch (ApiFailure e) {
            if (e.unknownWorker()) {
                signals.forgotten(current.workerId());
            }
            Duration pause = current.beat().dividedBy(3);
            pause = pause.compareTo(e.retryAfter()) > 0 ? pause : e.retryAfter();
            journal.failed("POST /api/v1/workers/{id}/heartbeat", e, pause);
            return pause;
        }
    }

    /** @param named the tasks as the heartbeat named them; a newer lease of one of them is not meant */
    private void heed(Calls.Pulse pulse, Collection<Task> named, Signals signals) {
        pulse.stale().forEach(id -> held.running(id).filter(named::contains).ifPresent(journal::lost));
        pulse.cancel().forEach(id -> held.running(id).filter(named::contains).ifPresent(Task::cancel));
        if (pulse.drain()) {
            signals.drain();
        }
    }

    /** The same, said by the server before the next heartbeat. */
    void told(List<String> cancel, List<String> stale) {
        stale.forEach(id -> held.running(id).ifPresent(journal::lost));
        cancel.forEach(id -> held.running(id).ifPresent(Task::cancel));
    }

    void end() {
        ended.countDown();
    }
}
