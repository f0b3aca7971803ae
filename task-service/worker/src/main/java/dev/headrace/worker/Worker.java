package dev.headrace.worker;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Leases tasks from a Headrace server, runs their handlers and answers. Registers by itself, keeps its leases alive,
 * repeats answers until they are taken, and goes on by itself when the server was away.
 *
 * {@snippet :
 * try (Worker worker = Worker.connect("http://127.0.0.1:8080", key)
 *         .on("image.resize", task -> resize(task.payload(Resize.class)))
 *         .slots(8)
 *         .start()) {
 *     worker.join();
 * }
 * }
 */
public final class Worker implements AutoCloseable {
    /** For the last answers, after the grace is over. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final Settings settings;
    private final Journal journal;
    private final Api api;
    private final Calls calls;
    private final Link link;
    private final Pulse pulse;
    private final Flow flow;
    private final @Nullable ExecutorService ownExecutor;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Begins to describe a worker.
     *
     * @param url the gateway, for example {@code https://headrace.example.com}
     * @param apiKey a key with the role worker
     * @throws IllegalArgumentException if one of them cannot be right
     */
    public static WorkerBuilder connect(String url, String apiKey) {
        return new WorkerBuilder(url, apiKey);
    }

    /** @param executor runs the handlers; null for a virtual thread each */
    Worker(Settings settings, WorkerListener listener, @Nullable Executor executor) {
        this.settings = settings;
        this.journal = new Journal(listener);
        this.api = new Api(settings.root(), settings.key());
        this.calls = new Calls(api, settings);
        Held held = new Held();
        this.pulse = new Pulse(calls, held, journal);
        this.ownExecutor = executor == null ? virtualThreads() : null;
        Executor runs = Objects.requireNonNullElse(executor, ownExecutor);
        Runner runner = new Runner(settings.handlers(), runs, settings.json(), journal);
        Desk desk = new Desk(settings.slots(), settings.polls(), new Backoff(new SplittableRandom()));
        FlowSignals flowSignals = new FlowSignals();
        this.link = settings.stream() ? new StreamLink(calls, api, settings, flowSignals) : calls;
        this.flow = new Flow(desk, new Flow.Parts(settings, calls, link, runner, held, journal), flowSignals);
    }

    private static ExecutorService virtualThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("headrace-task-", 0).factory());
    }

    private final class FlowSignals implements Flow.Signals, Pulse.Signals, StreamSocket.Signals {
        @Override
        public void registered(Calls.Registration registration) {
            pulse.registered(registration, this);
        }

        @Override
        public void forgotten(String workerId) {
            flow.forgotten(workerId);
        }

        @Override
        public void told(List<String> cancel, List<String> stale) {
            pulse.told(cancel, stale);
        }

        @Override
        public void drain() {
            Worker.this.drain();
        }
    }

    Worker start() {
        flow.start();
        return this;
    }

    /** The id under which the server knows this worker; empty before it has registered. */
    public Optional<String> id() {
        return flow.workerId();
    }

    public WorkerStats stats() {
        return flow.stats();
    }

    /**
     * Begins to end and returns at once, as when the server asks for it: nothing more is leased, what runs may finish
     * within the grace time and is handed back after it, and the worker deregisters. {@link #join} waits for the end.
     */
    public void drain() {
        if (stopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("headrace-drain").start(this::stop);
        }
    }

    /** Drains, and waits for the end: the grace time and some seconds at most. */
    @Override
    public void close() {
        drain();
        boolean interrupted = false;
        while (true) {
            try {
                stopped.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the worker has ended, because it was closed or the server has drained it. */
    public void join() throws InterruptedException {
        stopped.await();
    }

    /** As {@link #join()}, for so long at most; returns whether it has ended. */
    public boolean join(Duration most) throws InterruptedException {
        return stopped.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        try {
            journal.draining();
            flow.stopLeasing();
            flow.awaitQuiet(settings.grace());
            flow.releaseAll();
            flow.awaitAnswered(LAST_ANSWERS);
            Optional<String> id = flow.workerId();
            if (id.isPresent()) {
                calls.deregister(id.get());
            }
        } catch (ApiFailure e) {
            journal.failed("DELETE /api/v1/workers/{id}", e, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            pulse.end();
            flow.end();
            link.close();
            api.close();
            if (ownExecutor != null) {
                ownExecutor.shutdown();
            }
            journal.stopped();
            stopped.countDown();
        }
    }
}
