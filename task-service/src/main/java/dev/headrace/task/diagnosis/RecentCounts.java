package dev.headrace.task.diagnosis;

import dev.headrace.task.failure.FailureType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** Failures of one kind of task by their type, in the present minute and the four before. */
final class RecentCounts {
    static final Duration SPAN = Duration.ofMinutes(5);

    private static final int MINUTES = 5;

    /** The latest first. */
    private final Deque<Minute> minutes = new ArrayDeque<>(MINUTES);

    private record Minute(long number, Map<FailureType, Integer> counts) {}

    synchronized void add(FailureType type, Instant now) {
        long number = number(now);
        Minute latest = minutes.peekFirst();
        if (latest == null || latest.number() < number) {
            latest = new Minute(number, new EnumMap<>(FailureType.class));
            minutes.addFirst(latest);
            forget(number);
        }
        latest.counts().merge(type, 1, Integer::sum);
    }

    synchronized Map<FailureType, Integer> at(Instant now) {
        forget(number(now));
        Map<FailureType, Integer> sums = new EnumMap<>(FailureType.class);
        for (Minute minute : minutes) {
            minute.counts().forEach((type, count) -> sums.merge(type, count, Integer::sum));
        }
        return sums;
    }

    private void forget(long number) {
        minutes.removeIf(minute -> minute.number() <= number - MINUTES);
    }

    private static long number(Instant time) {
        return time.getEpochSecond() / 60;
    }
}
