package dev.headrace.gateway.limit;

import io.vertx.core.Future;

/** The counts that all replicas share. */
interface Ledger {
    /**
     * Asks for some of a limit, and books what was used without asking.
     *
     * @param count which one
     * @param wanted how many; fewer are given if fewer are left
     * @param owed how many are booked before, whatever is left; negative for some that were not used
     * @return fails within a bounded time if the ledger is away
     */
    Future<Grant> draw(String count, long limit, long windowMs, long wanted, long owed);

    /** Whether it would be in vain to ask now. */
    boolean isAway();

    /** How many gateways there were when they were last counted; at least 1. */
    int replicas();
}
