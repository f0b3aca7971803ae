package dev.headrace.platform.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Below which id no row of the outbox can be or appear: looking from there on passes over the entries of deleted rows, which
 * pile up in the index while some long transaction keeps them from being removed.
 *
 * <p>Ids are given before the commit, so a lower one may appear after a higher one, but not longer than a transaction may
 * take. A mark notes the highest id given at one time. A round that begins {@link #GRACE} later sees all rows up
 * to the mark that there will ever be; when they are gone, the floor rises to the mark. Not thread-safe.
 */
final class Floor {
    /** Longer than any transaction of ours may take: {@code transaction_timeout} is 10 s. */
    static final Duration GRACE = Duration.ofSeconds(15);

    private static final long MARK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Deque<Mark> marks = new ArrayDeque<>();
    private long id;

    private record Mark(long id, long atNanos) {}

    long id() {
        return id;
    }

    /** The highest id that was given so far. */
    void mark(long highest, long nowNanos) {
        Mark last = marks.peekLast();
        if (last == null || nowNanos - last.atNanos() >= MARK_NANOS) {
            marks.addLast(new Mark(highest, nowNanos));
        }
    }

    /**
     * A round that began at a time has found, published and deleted all rows there were up to an id.
     *
     * @param through {@link Long#MAX_VALUE} if it found all
     */
    void done(long begunNanos, long through) {
        for (Mark mark = marks.peekFirst();
                mark != null && mark.id() <= through && begunNanos - mark.atNanos() >= GRACE.toNanos();
                mark = marks.peekFirst()) {
            id = Math.max(id, mark.id() + 1);
            marks.removeFirst();
        }
    }

    /** Something failed, and what was deleted may be back: begin again. */
    void reset() {
        id = 0;
        marks.clear();
    }
}
