package dev.headrace.webhook.deliver;

import java.time.Duration;

/**
 * When to try again: {@code base * factor^(failures-1)}, at most {@code max}, spread by ±20 % so that receivers that
 * failed together are not called together.
 *
 * @param base wait after the first failure
 * @param max longest wait, before jitter; also the longest {@code Retry-After} that is honoured
 * @param factor growth from one failure to the next, at least 1
 */
public record Backoff(Duration base, Duration max, double factor) {

    private static final double JITTER = 0.2;

    /** Checks that the waits are positive and never shrink. */
    public Backoff {
        if (base.isNegative() || base.isZero() || max.compareTo(base) < 0 || factor < 1) {
            throw new IllegalArgumentException("backoff needs 0 < base <= max and factor >= 1");
        }
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures attempts that have failed so far, from 1
     * @param retryAfter what the receiver asked for, zero when nothing; it lengthens the wait and never shortens it
     * @param random uniform in [0, 1)
     */
    public Duration next(int failures, Duration retryAfter, double random) {
        var grown = Math.min(base.toMillis() * Math.pow(factor, failures - 1), (double) max.toMillis());
        var spread = Duration.ofMillis(Math.round(grown * (1 - JITTER + 2 * JITTER * random)));
        var asked = retryAfter.compareTo(max) < 0 ? retryAfter : max;
        return spread.compareTo(asked) < 0 ? asked : spread;
    }
}
