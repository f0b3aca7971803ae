package dev.headrace.task.stream;

import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.lease.Leases;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Brings tasks to one stream, never more than it has credits. Stays on the event loop of its stream.
 *
 * <p>One poll at a time waits at the dispatcher, with as many places as there were credits when it was parked, or
 * fewer if tasks are large. It is
 * answered at its first task and parked again with what is left and what has come since; so credits that come while a poll
 * waits cost nothing, and each batch of tasks makes room for a larger one. A place is in one poll only: credits are
 * honoured exactly.
 */
final class Supply {
    private static final long AT_ONCE = 4L << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Leases leases;
    private final Leases.Terms terms;
    private final Taker taker;
    private final Vertx vertx;
    private final Context context;
    /** Characters of a task, as the last ones were; at first a guess on the safe side. */
    private long typical = 64L << 10;

    private int credits;
    private boolean parked;
    private boolean resting;
    private boolean ended;
    private long parkedAt;
    private Runnable leave = () -> {};

    /** Where the tasks go. */
    interface Taker {
        boolean hasRoom();

        /** Sends them; says how many characters that were. */
        long take(List<LeasedTask> tasks);

        void failed(Throwable failure);
    }

    Supply(Leases leases, Leases.Terms terms, Taker taker, Vertx vertx, Context context) {
        this.leases = leases;
        this.terms = terms;
        this.taker = taker;
        this.vertx = vertx;
        this.context = context;
    }

    int credits() {
        return credits;
    }

    void add(int more) {
        credits += more;
        go();
    }

    /** Waits for tasks if there are credits and room for them. */
    void go() {
        if (parked || resting || ended || credits == 0 || !taker.hasRoom()) {
            return;
        }
        parked = true;
        parkedAt = System.nanoTime();
        // A stream's own work: what comes of it is told to its worker.
        leases.next(terms, places(), hangup -> leave = hangup)
                .subscribe()
                .with(
                        tasks -> context.runOnContext(v -> answered(tasks)),
                        failure -> context.runOnContext(v -> failed(failure)));
    }

    /** Large tasks come a few at a time: what is leased at once should fit into {@link #AT_ONCE} characters. */
    private int places() {
        return Math.clamp(AT_ONCE / Math.max(1, typical), 1, credits);
    }

    private void answered(List<LeasedTask> tasks) {
        parked = false;
        if (ended) {
            leases.giveBack(tasks);
            return;
        }
        credits -= tasks.size();
        if (!tasks.isEmpty()) {
            typical = Math.max(taker.take(tasks) / tasks.size(), typical / 2);
        } else if (System.nanoTime() - parkedAt < PAUSE.toNanos()) {
            rest();
            return;
        }
        go();
    }

    private void failed(Throwable failure) {
        parked = false;
        if (!ended) {
            taker.failed(failure);
            rest();
        }
    }

    /** A poll that comes back at once with nothing must not be asked again in a busy loop. */
    private void rest() {
        resting = true;
        vertx.setTimer(
                PAUSE.toMillis(),
                tick -> context.runOnContext(v -> {
                    resting = false;
                    go();
                }));
    }

    /** No more tasks: what was on its way goes back. */
    void end() {
        ended = true;
        leave.run();
    }
}
