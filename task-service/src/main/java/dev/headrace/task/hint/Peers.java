package dev.headrace.task.hint;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The other replicas that were heard of lately. Times are {@link System#nanoTime}. */
final class Peers {
    private static final int MOST = 1_000;

    private final long memoryNanos;
    private final Map<String, Long> heard = new LinkedHashMap<>();
    private volatile boolean any;
    private volatile long lastNanos;

    /** @param memoryNanos one that was not heard for so long is gone */
    Peers(long memoryNanos) {
        this.memoryNanos = memoryNanos;
    }

    /** Notes a sign of life; says whether it is the first of that replica. */
    synchronized boolean heard(String id, long now) {
        for (Iterator<Long> times = heard.values().iterator(); times.hasNext(); ) {
            if (now - times.next() > memoryNanos) {
                times.remove();
            }
        }
        boolean isNew = !heard.containsKey(id);
        if (isNew && heard.size() >= MOST) {
            return false;
        }
        heard.put(id, now);
        lastNanos = now;
        any = true;
        return isNew;
    }

    /** Whether anybody else listens. Cheap: asked for every commit. */
    boolean areAny(long now) {
        return any && now - lastNanos <= memoryNanos;
    }
}
