package dev.headrace.webhook.deliver;

import dev.headrace.platform.egress.Reply;
import java.time.Duration;

/**
 * What follows from an attempt.
 *
 * @param delay until the next attempt; zero when there is none
 */
record Verdict(DeliveryState state, Duration delay) {

    /**
     * Judges an attempt.
     *
     * @param number of this attempt, from 1
     * @param random uniform in [0, 1), spreads the wait
     */
    static Verdict of(Reply reply, int number, int maxAttempts, Backoff backoff, double random) {
        if (reply.isSuccess()) {
            return new Verdict(DeliveryState.DELIVERED, Duration.ZERO);
        }
        if (number >= maxAttempts) {
            return new Verdict(DeliveryState.FAILED, Duration.ZERO);
        }
        return new Verdict(DeliveryState.PENDING, backoff.next(number, reply.retryAfter(), random));
    }
}
