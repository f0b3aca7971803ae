package dev.headrace.task.deadletter;

/**
 * How a group fares: when its dead letters failed last.
 *
 * @param direction of the last hour against the one before
 */
public record Trend(long lastHour, long hourBefore, long lastDay, long dayBefore, Direction direction) {
    private static final int MUCH = 2;

    /** Where it goes. */
    public enum Direction {
        /** At least twice as many as before. */
        RISING,
        STEADY,
        /** At most half as many as before. */
        FALLING,
        /** Nothing in the last two hours. */
        QUIET
    }

    static Trend of(long lastHour, long hourBefore, long lastDay, long dayBefore) {
        return new Trend(lastHour, hourBefore, lastDay, dayBefore, direction(lastHour, hourBefore));
    }

    private static Direction direction(long now, long before) {
        if (now == 0 && before == 0) {
            return Direction.QUIET;
        }
        if (now >= MUCH * before) {
            return Direction.RISING;
        }
        return MUCH * now <= before ? Direction.FALLING : Direction.STEADY;
    }
}
