package dev.headrace.task.escalation;

import dev.headrace.task.rule.QueueName;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many leases of each queue have ended on this replica: since the last look in one addition each, and over the last looks, up
 * to five.
 */
@Singleton
public class Pace {
    private static final int MOST_QUEUES = 10_000;
    private static final int LOOKS = 5;

    private final Map<QueueName, LongAdder> since = new ConcurrentHashMap<>();
    private final Deque<Look> looks = new ArrayDeque<>();
    private long lookedNanos = System.nanoTime();

    private record Look(Map<QueueName, Long> ended, long nanos) {}

    /** What ended over so long. */
    record Lately(Map<QueueName, Long> ended, long overMs) {}

    /** A lease has ended. */
    public void ended(QueueName queue) {
        LongAdder count = since.get(queue);
        if (count == null) {
            if (since.size() >= MOST_QUEUES) {
                return;
            }
            count = since.computeIfAbsent(queue, q -> new LongAdder());
        }
        count.increment();
    }

    /** What ended over the last five looks, with this one. */
    synchronized Lately look() {
        long now = System.nanoTime();
        Map<QueueName, Long> ended = new HashMap<>();
        since.forEach((queue, count) -> {
            long n = count.sumThenReset();
            if (n > 0) {
                ended.put(queue, n);
            } else {
                since.remove(queue, count);
            }
        });
        looks.addLast(new Look(ended, now - lookedNanos));
        lookedNanos = now;
        if (looks.size() > LOOKS) {
            looks.removeFirst();
        }
        Map<QueueName, Long> sums = new HashMap<>();
        looks.forEach(look -> look.ended().forEach((queue, n) -> sums.merge(queue, n, Long::sum)));
        long nanos = looks.stream().mapToLong(Look::nanos).sum();
        return new Lately(sums, Math.max(1, nanos / 1_000_000));
    }
}
