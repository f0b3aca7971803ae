package dev.headrace.gateway.limit;

/**
 * Counts within a sliding window: what this window has, and of the one before as much as the sliding one still covers.
 * The same arithmetic as the script of {@link RedisLedger}; here for one replica alone. Not thread safe.
 */
final class SlidingWindow {
    private long index;
    private long count;
    private long before;

    /**
     * Counts up to so many.
     *
     * @param owed counted first, whatever is left
     */
    Grant draw(long limit, long windowMs, long wanted, long owed, long nowMs) {
        move(nowMs / windowMs);
        long into = nowMs % windowMs;
        count = Math.max(0, count + owed);
        long free = Math.max(0, (long) Math.floor(limit - used(into, windowMs)));
        long granted = Math.min(wanted, free);
        count += granted;
        return new Grant(granted, free - granted, windowMs - into, retry(limit, into, windowMs));
    }

    private void move(long now) {
        if (now == index + 1) {
            before = count;
            count = 0;
        } else if (now != index) {
            before = 0;
            count = 0;
        }
        index = now;
    }

    private double used(long into, long windowMs) {
        return count + before * (1 - (double) into / windowMs);
    }

    /** When the window has slid so far that there is room for one. */
    private long retry(long limit, long into, long windowMs) {
        double over = used(into, windowMs) - (limit - 1);
        if (over <= 0) {
            return 0;
        }
        if (count <= limit - 1) {
            return (long) Math.ceil(over / before * windowMs);
        }
        double slid = limit < 1 ? 1 : 1 - (limit - 1.0) / count;
        return windowMs - into + (long) Math.ceil(slid * windowMs);
    }
}
