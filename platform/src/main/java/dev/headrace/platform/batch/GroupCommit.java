package dev.headrace.platform.batch;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Group commit: while a batch is written the next one gathers, so load makes batches and an idle system waits for
 * nothing. There is no timer.
 *
 * <p>Items keep their order inside a batch. Each item gets its own result, or the batch's failure. At most
 * {@code maxQueued} items wait; beyond that a caller is refused with OVERLOADED. Thread-safe; the write is started on
 * the thread that offered the item, or on the one that finished the batch before.
 *
 * @param <I> what one caller hands in
 * @param <O> what it gets back
 */
public final class GroupCommit<I, O> {
    private final Settings settings;
    private final Function<List<I>, Uni<List<O>>> write;
    private final ArrayDeque<Waiting<I, O>> queue = new ArrayDeque<>();
    private int inFlight;

    /**
     * @param name for the error of a caller that is refused
     * @param maxBatch most items in one write
     * @param maxInFlight most writes at the same time
     * @param maxQueued most items that wait
     */
    public record Settings(String name, int maxBatch, int maxInFlight, int maxQueued) {
        public Settings {
            if (maxBatch < 1 || maxInFlight < 1 || maxQueued < 1) {
                throw new IllegalArgumentException("every bound of batch " + name + " must be at least 1");
            }
        }
    }

    private record Waiting<I, O>(I item, UniEmitter<? super O> emitter) {}

    /** @param write writes one batch and answers with one result an item, in the same order */
    public GroupCommit(Settings settings, Function<List<I>, Uni<List<O>>> write) {
        this.settings = settings;
        this.write = write;
    }

    /** Hands in one item; fails with OVERLOADED if too many wait. */
    public Uni<O> add(I item) {
        return Uni.createFrom().emitter(emitter -> {
            if (!enqueue(new Waiting<>(item, emitter))) {
                emitter.fail(new ApiException(
                        ErrorCode.OVERLOADED, "Too many requests wait for " + settings.name() + "; try again shortly"));
                return;
            }
            drain();
        });
    }

    /** Items that wait for a write now. */
    public synchronized int waiting() {
        return queue.size();
    }

    private synchronized boolean enqueue(Waiting<I, O> waiting) {
        return queue.size() < settings.maxQueued() && queue.add(waiting);
    }

    private void drain() {
        List<Waiting<I, O>> batch = next();
        while (!batch.isEmpty()) {
            start(batch);
            batch = next();
        }
    }

    private synchronized List<Waiting<I, O>> next() {
        if (inFlight >= settings.maxInFlight() || queue.isEmpty()) {
            return List.of();
        }
        inFlight++;
        int size = Math.min(queue.size(), settings.maxBatch());
        List<Waiting<I, O>> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(queue.removeFirst());
        }
        return batch;
    }

    private void start(List<Waiting<I, O>> batch) {
        List<I> items = batch.stream().map(Waiting::item).toList();
        Uni<List<O>> written;
        try {
            written = write.apply(items);
        } catch (RuntimeException e) {
            written = Uni.createFrom().failure(e);
        }
        // The one subscription of the batch: its callers hold their own.
        written.subscribe().with(results -> finish(batch, results), failure -> fail(batch, failure));
    }

    private void finish(List<Waiting<I, O>> batch, List<O> results) {
        if (results.size() != batch.size()) {
            fail(
                    batch,
                    new IllegalStateException("batch " + settings.name() + " of " + batch.size() + " items got "
                            + results.size() + " results"));
            return;
        }
        // The next batch is on its way before this one's callers run.
        release();
        for (int i = 0; i < results.size(); i++) {
            batch.get(i).emitter().complete(results.get(i));
        }
    }

    private void fail(List<Waiting<I, O>> batch, Throwable failure) {
        release();
        batch.forEach(waiting -> waiting.emitter().fail(failure));
    }

    private void release() {
        synchronized (this) {
            inFlight--;
        }
        drain();
    }
}
