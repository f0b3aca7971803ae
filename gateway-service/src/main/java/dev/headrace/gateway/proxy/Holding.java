package dev.headrace.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Holds requests while no process of a service takes connections, so that a restart looks like latency. The patience counts
 * from the first refusal: a service that stays away costs later callers nothing.
 */
final class Holding {
    private static final long FIRST_PAUSE_MS = 10;
    private static final long LONGEST_PAUSE_MS = 160;
    private static final long UP = 0;

    private final Vertx vertx;
    private final int most;
    private final long patienceNanos;
    private final AtomicLong refusedSince = new AtomicLong(UP);
    private final AtomicInteger held = new AtomicInteger();

    /**
     * Nothing is held at first.
     *
     * @param most requests at a time
     * @param patienceNanos longest time since the first refusal
     */
    Holding(Vertx vertx, int most, long patienceNanos) {
        this.vertx = vertx;
        this.most = most;
        this.patienceNanos = patienceNanos;
    }

    /** The service takes connections. */
    void reached() {
        if (refusedSince.get() != UP) {
            refusedSince.set(UP);
        }
    }

    int held() {
        return held.get();
    }

    /**
     * Tries again until it works, fails otherwise than by a refusal, or takes too long.
     *
     * @param refusal why it did not work the first time
     * @param abandoned whether it is in vain
     */
    <T> Future<T> retry(Throwable refusal, BooleanSupplier abandoned, Supplier<Future<T>> attempt) {
        refusedSince.compareAndSet(UP, later(System.nanoTime()));
        if (held.incrementAndGet() > most) {
            held.decrementAndGet();
            return Future.failedFuture(refusal);
        }
        return again(refusal, abandoned, attempt, FIRST_PAUSE_MS).onComplete(done -> held.decrementAndGet());
    }

    private <T> Future<T> again(
            Throwable refusal, BooleanSupplier abandoned, Supplier<Future<T>> attempt, long pauseMs) {
        if (!(refusal instanceof ConnectException) || !isPatient() || abandoned.getAsBoolean()) {
            return Future.failedFuture(refusal);
        }
        Promise<Void> pause = Promise.promise();
        vertx.setTimer(pauseMs, tick -> pause.complete());
        return pause.future()
                .compose(v -> attempt.get())
                .recover(next -> again(next, abandoned, attempt, Math.min(2 * pauseMs, LONGEST_PAUSE_MS)));
    }

    private boolean isPatient() {
        long since = refusedSince.get();
        return since == UP || System.nanoTime() - since < patienceNanos;
    }

    private static long later(long now) {
        return now == UP ? 1 : now;
    }
}
