package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and outcomes over the worker's stream while it is open, and over HTTP while it is not: the server may be too old
 * for it, or a proxy on the way may refuse it. Connects again by itself, after a growing pause.
 */
final class StreamLink implements Link {
    private final Calls calls;
    private final Api api;
    private final Settings settings;
    private final StreamSocket.Signals signals;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable StreamSocket open;
    private boolean over;

    StreamLink(Calls calls, Api api, Settings settings, StreamSocket.Signals signals) {
        this.calls = calls;
        this.api = api;
        this.settings = settings;
        this.signals = signals;
    }

    @Override
    public Calls.Leased lease(Step.Lease call) throws ApiFailure, InterruptedException {
        Optional<StreamSocket> stream = connected(call.workerId());
        if (stream.isEmpty()) {
            return calls.lease(call);
        }
        // Credits go first: the next tasks are on their way while the outcomes of the last ones are written.
        stream.get().grant(call.max());
        JsonNode told =
                call.outcomes().isEmpty() ? calls.nothing() : stream.get().answer(call.outcomes());
        List<LeasedTask> tasks = stream.get().tasks(call.max(), calls.wait(call));
        return new Calls.Leased(tasks, 1, told);
    }

    @Override
    public JsonNode answer(List<Outcome> outcomes) throws ApiFailure, InterruptedException {
        StreamSocket stream = open;
        return stream != null && stream.isAlive() ? stream.answer(outcomes) : calls.answer(outcomes);
    }

    /** The stream of a worker, opened if it is time to try. */
    private Optional<StreamSocket> connected(String workerId) throws InterruptedException {
        lock.lock();
        try {
            StreamSocket present = open;
            if (present != null && present.isFor(workerId)) {
                return Optional.of(present);
            }
            open = null;
            long now = System.nanoTime();
            if (over || backoff.remaining(now) > 0) {
                return Optional.empty();
            }
            StreamSocket made = StreamSocket.open(api, workerId, settings.lease(), signals, StreamWatch.USUAL);
            backoff.succeeded();
            open = made;
            return Optional.of(made);
        } catch (ApiFailure e) {
            long now = System.nanoTime();
            backoff.failed(now, now, Duration.ZERO.toNanos());
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void drain() {
        lock.lock();
        try {
            over = true;
            if (open != null) {
                open.drain();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            if (open != null) {
                open.giveUp();
            }
        } finally {
            lock.unlock();
        }
    }
}
