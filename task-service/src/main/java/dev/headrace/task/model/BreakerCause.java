package dev.headrace.task.model;

import java.util.Optional;

/** What may change the state of a breaker: the one table of its transitions. */
public enum BreakerCause {
    /** Too many attempts failed in the window. */
    TOO_MANY_FAILURES,
    /** It has been open for as long as it should. */
    TIME_IS_UP,
    /** One of the few that were let through succeeded. */
    PROBE_SUCCEEDED,
    /** One of the few that were let through failed. */
    PROBE_FAILED,
    /** A person opened it. */
    OPENED,
    /** A person closed it. */
    CLOSED,
    /** A person closed it and had all counts forgotten. */
    RESET;

    /** The state that follows; empty if the cause means nothing in this state, as what came too late. */
    public Optional<BreakerState> after(BreakerState state) {
        return switch (this) {
            case TOO_MANY_FAILURES -> only(state == BreakerState.CLOSED, BreakerState.OPEN);
            case TIME_IS_UP -> only(state == BreakerState.OPEN, BreakerState.HALF_OPEN);
            case PROBE_SUCCEEDED -> only(state == BreakerState.HALF_OPEN, BreakerState.CLOSED);
            case PROBE_FAILED -> only(state == BreakerState.HALF_OPEN, BreakerState.OPEN);
            case OPENED -> Optional.of(BreakerState.OPEN);
            case CLOSED -> only(state != BreakerState.CLOSED, BreakerState.CLOSED);
            case RESET -> Optional.of(BreakerState.CLOSED);
        };
    }

    private static Optional<BreakerState> only(boolean applies, BreakerState next) {
        return applies ? Optional.of(next) : Optional.empty();
    }

    /** Whether a person said so: it counts whatever happened meanwhile. */
    public boolean isByHand() {
        return switch (this) {
            case OPENED, CLOSED, RESET -> true;
            case TOO_MANY_FAILURES, TIME_IS_UP, PROBE_SUCCEEDED, PROBE_FAILED -> false;
        };
    }
}
