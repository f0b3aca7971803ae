package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does what the {@link Desk} decides: one thread asks it, and each call has a thread of its own. */
final class Flow implements Runner.Desktop {
    /** A parking lease call that brings nothing sooner than this is followed by such a pause: no busy loop. */
    private static final Duration QUIET = Duration.ofMillis(250);

    private final Desk desk;
    private final Calls calls;
    private final Link link;
    private final Runner runner;
    private final Held held;
    private final Journal journal;
    private final Settings settings;
    private final Signals signals;
    private final long origin = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Thread> polling = new HashSet<>();
    private boolean over;

    /** What the rest of the worker must know; may be called more than once. */
    interface Signals {
        void registered(Calls.Registration registration);

        /** The server wants the worker to end. */
        void drain();
    }

    /** What it works with. */
    record Parts(Settings settings, Calls calls, Link link, Runner runner, Held held, Journal journal) {}

    Flow(Desk desk, Parts parts, Signals signals) {
        this.desk = desk;
        this.calls = parts.calls();
        this.link = parts.link();
        this.runner = parts.runner();
        this.held = parts.held();
        this.journal = parts.journal();
        this.settings = parts.settings();
        this.signals = signals;
    }

    void start() {
        thread(this::decide).start();
    }

    private static Thread thread(Runnable work) {
        return Thread.ofVirtual().name("headrace-worker").unstarted(work);
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    private void decide() {
        lock.lock();
        try {
            while (!over) {
                Step step = desk.next(now());
                if (step instanceof Step.Pause pause) {
                    changed.awaitNanos(pause.nanos());
                } else {
                    perform(step);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    private void perform(Step step) {
        switch (step) {
            case Step.Register register -> thread(this::register).start();
            case Step.Answer call -> thread(() -> answer(call)).start();
            case Step.Lease call -> {
                Thread thread = thread(() -> lease(call));
                polling.add(thread);
                thread.start();
            }
            case Step.Pause pause -> {}
        }
    }

    private void register() {
        long began = now();
        try {
            Calls.Registration registration = calls.register();
            changing(() -> desk.registered(registration.workerId()));
            journal.registered(registration.workerId());
            signals.registered(registration);
        } catch (ApiFailure e) {
            long pause = changing(() -> desk.registerFailed(e, began, now()));
            journal.failed("POST /api/v1/workers", e, Duration.ofNanos(pause));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void lease(Step.Lease call) {
        long began = now();
        try {
            Calls.Leased leased = link.lease(call);
            boolean leasing = changing(() -> leased(call, leased, began));
            settle(call.outcomes(), leased.told());
            journal.leased(leased.tasks().size());
            leased.tasks().forEach(task -> take(task, leasing));
            if (leased.polls() == 0) {
                signals.drain();
            }
        } catch (ApiFailure e) {
            long pause = changing(() -> {
                polling.remove(Thread.currentThread());
                return desk.failed(call, e, began, now());
            });
            journal.failed("POST /api/v1/leases", e, Duration.ofNanos(pause));
        } catch (InterruptedException e) {
            changing(() -> {
                polling.remove(Thread.currentThread());
                desk.back(call, now());
            });
        }
    }

    private boolean leased(Step.Lease call, Calls.Leased leased, long began) {
        polling.remove(Thread.currentThread());
        // The worker may have been stopped while the answer was on its way; the interrupt has no aim any more.
        Thread.interrupted();
        desk.leased(call, leased.tasks().size(), leased.polls());
        long quiet = Math.min(QUIET.toNanos(), settings.park().toNanos());
        if (leased.tasks().isEmpty() && now() - began < quiet) {
            desk.quiet(now() + QUIET.toNanos());
        }
        boolean leasing = desk.isLeasing();
        if (leased.polls() == 0) {
            desk.stopLeasing();
        }
        return leasing;
    }

    private void take(LeasedTask leased, boolean leasing) {
        Task task = new Task(leased, settings.json(), this::extend);
        held.add(task).ifPresent(journal::lost);
        if (leasing) {
            runner.run(task, this);
        } else {
            runner.release(task, this);
        }
    }

    private void extend(Task task, long millis) {
        if (!task.isEnded()) {
            changing(() -> desk.extend(Outcome.extended(task, millis), now()));
        }
    }

    private void answer(Step.Answer call) {
        long began = now();
        try {
            JsonNode told = link.answer(call.outcomes());
            changing(() -> desk.answered(call));
            settle(call.outcomes(), told);
        } catch (ApiFailure e) {
            long pause = changing(() -> desk.failed(call, e, began, now()));
            if (pause == Desk.DROPPED) {
                call.outcomes().forEach(outcome -> invalid(outcome, String.valueOf(e.getMessage())));
            } else {
                journal.failed("POST /api/v1/leases/outcomes", e, Duration.ofNanos(pause));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** What the server has said of each outcome, in their order. */
    private void settle(List<Outcome> outcomes, JsonNode told) {
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            switch (told.path(i).path("status").asText()) {
                case "accepted" -> {
                    forget(outcome);
                    journal.accepted(outcome);
                }
                case "stale", "unknown" -> lost(outcome);
                default -> invalid(outcome, told.path(i).path("error").toString());
            }
        }
    }

    private void lost(Outcome outcome) {
        boolean overtaken =
                outcome.kind() == Outcome.Kind.EXTENDED && outcome.task().isEnded();
        if (!overtaken) {
            forget(outcome);
            journal.lost(outcome.task());
        }
    }

    private void forget(Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.EXTENDED) {
            held.remove(outcome.task());
        }
    }

    /** The answer is wrong: the task must be given up in other words, or it would run again and again. */
    private void invalid(Outcome outcome, String reason) {
        if (outcome.last()) {
            forget(outcome);
            journal.refused(outcome, reason);
        } else {
            changing(() -> desk.say(Outcome.instead(outcome.task(), reason), now()));
        }
    }

    @Override
    public void ended(Task task, @Nullable Outcome outcome) {
        changing(() -> desk.ended(Optional.ofNullable(outcome), now()));
        if (outcome == null) {
            held.remove(task);
        }
    }

    void forgotten(String workerId) {
        changing(() -> desk.forgotten(workerId));
    }

    /** Leases nothing more, and gives up the lease calls that wait. */
    void stopLeasing() {
        changing(() -> {
            desk.stopLeasing();
            polling.forEach(Thread::interrupt);
        });
        link.drain();
    }

    /** Waits until no handler is at work. */
    void awaitQuiet(Duration most) throws InterruptedException {
        await(() -> desk.running() == 0 && polling.isEmpty(), most);
    }

    /** Hands back what is still at work. */
    void releaseAll() {
        held.all().forEach(task -> runner.release(task, this));
    }

    /** Waits until the server has answered every outcome. */
    void awaitAnswered(Duration most) throws InterruptedException {
        await(() -> desk.unconfirmed() == 0, most);
    }

    private void await(BooleanSupplier wanted, Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!wanted.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        changing(() -> over = true);
    }

    <T> T changing(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    private void changing(Runnable change) {
        changing(() -> {
            change.run();
            return true;
        });
    }

    Optional<String> workerId() {
        return changing(() -> Optional.ofNullable(desk.workerId()));
    }

    WorkerStats stats() {
        return changing(() -> journal.stats(desk.running(), desk.unconfirmed()));
    }
}
