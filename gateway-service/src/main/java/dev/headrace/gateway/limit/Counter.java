package dev.headrace.gateway.limit;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One limit of one caller at this replica. It draws from the ledger for several requests at once and gives them out
 * without asking, so that most requests wait for nothing; what all replicas hold together is half a percent of the limit.
 * While the ledger is away its share of the limit is counted here, and booked when the ledger is back.
 */
final class Counter {
    /** Replicas together hold one part in so many. */
    private static final long PARTS = 200;

    private static final long MOST = 1_000;
    /** A refusal stands for so long without asking again. */
    private static final long STANDS_MS = 500;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final String name;
    private final long limit;
    private final long windowMs;
    private final Ledger ledger;
    private final Clock clock;
    private final Queue<Waiter> waiting = new ArrayDeque<>();
    private boolean asking;
    private long held;
    private long owed;
    private long left = UNKNOWN;
    private long resetAt;
    private long refusedUntil;
    private long retryAt;
    private long usedAt;
    private @Nullable SlidingWindow share;

    private record Waiter(long cost, Promise<Verdict> told) {}

    private record Told(Waiter waiter, Verdict verdict) {}

    Counter(String name, long limit, long windowMs, Ledger ledger, Clock clock) {
        this.name = name;
        this.limit = limit;
        this.windowMs = windowMs;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Takes all of it or nothing. Complete at once unless the ledger has to be asked; never fails. */
    Future<Verdict> take(long cost) {
        Promise<Verdict> told;
        synchronized (this) {
            usedAt = clock.millis();
            if (held >= cost && waiting.isEmpty()) {
                held -= cost;
                if (held > batch() / 4 || asking || batch() == 1 || ledger.isAway()) {
                    return Future.succeededFuture(admitted());
                }
                told = Promise.promise();
                told.complete(admitted());
            } else if (ledger.isAway()) {
                return Future.succeededFuture(byShare(cost));
            } else if (usedAt < refusedUntil) {
                return Future.succeededFuture(refused());
            } else {
                told = Promise.promise();
                waiting.add(new Waiter(cost, told));
                if (asking) {
                    return told.future();
                }
            }
            asking = true;
        }
        ask();
        return told.future();
    }

    /** What was taken was not used. */
    synchronized void giveBack(long cost) {
        held += cost;
    }

    /** What a caller could take, without taking it; refused if that is nothing. */
    Future<Verdict> look() {
        synchronized (this) {
            if (ledger.isAway()) {
                return Future.succeededFuture(byShare(0));
            }
        }
        return ledger.draw(name, limit, windowMs, 0, 0).transform(this::seen);
    }

    private synchronized Future<Verdict> seen(AsyncResult<Grant> looked) {
        if (looked.failed()) {
            return Future.succeededFuture(byShare(0));
        }
        know(looked.result());
        return Future.succeededFuture(left + held > 0 ? admitted() : refused());
    }

    /** Returns what is held and was not asked for of late, and books what is owed. */
    void tidy(long idleMs) {
        long back;
        synchronized (this) {
            boolean idle = clock.millis() - usedAt >= idleMs;
            back = idle ? held : Math.max(0, held - 2 * batch());
            if (asking || ledger.isAway() || (back == 0 && owed == 0)) {
                return;
            }
            held -= back;
            owed -= back;
            asking = true;
        }
        ask();
    }

    private void ask() {
        long wanted;
        long booked;
        int asked;
        synchronized (this) {
            asked = waiting.size();
            long cost = waiting.stream().mapToLong(Waiter::cost).sum();
            boolean enough = owed < 0 || (cost == 0 && held > batch() / 2);
            wanted = enough ? cost : Math.max(0, cost + batch() - 1 - held);
            booked = owed;
            owed = 0;
        }
        ledger.draw(name, limit, windowMs, wanted, booked).onComplete(drawn -> answered(drawn, booked, asked));
    }

    /** @param asked so many of those who wait were asked for; who came later is not refused by this answer */
    private void answered(AsyncResult<Grant> drawn, long booked, int asked) {
        List<Told> verdicts = new ArrayList<>();
        boolean more;
        synchronized (this) {
            if (drawn.succeeded()) {
                share = null;
                held += drawn.result().granted();
                know(drawn.result());
            } else {
                // Whether it was booked is not known. Counting it twice is the side that is safe.
                owed += Math.max(0, booked);
            }
            for (Waiter next = waiting.peek(); next != null; next = waiting.peek()) {
                boolean late = verdicts.size() >= asked && clock.millis() >= refusedUntil;
                if (drawn.succeeded() && late && held < next.cost()) {
                    break;
                }
                waiting.remove();
                verdicts.add(new Told(next, drawn.succeeded() ? fromHeld(next.cost()) : byShare(next.cost())));
            }
            more = !waiting.isEmpty();
            asking = more;
        }
        verdicts.forEach(told -> told.waiter().told().complete(told.verdict()));
        if (more) {
            ask();
        }
    }

    private Verdict fromHeld(long cost) {
        if (held >= cost) {
            held -= cost;
            return admitted();
        }
        if (left == 0 && held == 0) {
            refusedUntil = Math.min(retryAt, clock.millis() + STANDS_MS);
        }
        return refused();
    }

    private void know(Grant grant) {
        long now = clock.millis();
        left = grant.left();
        resetAt = now + grant.resetMs();
        retryAt = now + Math.max(1, grant.retryMs());
    }

    /**
     * As much of the limit as falls to this replica, after what was known to be used when the ledger went away. An answer
     * that was under way then may end a share: what that one admitted is still owed, and is not given a second time.
     */
    private Verdict byShare(long cost) {
        long now = clock.millis();
        long mine = Math.ceilDiv(limit, ledger.replicas());
        SlidingWindow window = share;
        if (window == null) {
            window = new SlidingWindow();
            share = window;
            long known = left == UNKNOWN || now > resetAt + windowMs ? limit : left;
            long used = mine - Math.ceilDiv(known, ledger.replicas());
            window.draw(mine, windowMs, 0, used + Math.max(0, owed), now);
        }
        Grant room = window.draw(mine, windowMs, 0, 0, now);
        if (room.left() < Math.max(1, cost)) {
            return Verdict.of(false, room.left(), room.resetMs(), Math.max(1, room.retryMs()));
        }
        owed += cost;
        Grant taken = window.draw(mine, windowMs, cost, 0, now);
        return Verdict.of(true, taken.left(), taken.resetMs(), 0);
    }

    private Verdict admitted() {
        return Verdict.of(true, (left == UNKNOWN ? limit : left) + held, resetAt - clock.millis(), 0);
    }

    private Verdict refused() {
        return Verdict.of(false, left + held, resetAt - clock.millis(), retryAt - clock.millis());
    }

    private long batch() {
        return Math.clamp(limit / (PARTS * Math.max(2, ledger.replicas())), 1, MOST);
    }
}
