package dev.headrace.task.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): each flow has a time that advances by what it used over its weight; who
 * is furthest behind is next. A flow that was away starts at the time of those who are served, so absence earns nothing.
 *
 * @param <K> a flow
 */
final class VirtualTime<K> {
    private static final int MOST = 100_000;

    private final Cache<K, Double> finish = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofHours(1))
            .build();
    private double served;

    /** Where a flow stands, {@code besides} what it was charged. */
    synchronized double of(K flow, double besides) {
        Double charged = finish.getIfPresent(flow);
        double at = (charged == null ? 0 : charged) + besides;
        if (at < served) {
            finish.put(flow, served - besides);
            return served;
        }
        return at;
    }

    synchronized void charge(K flow, double amount) {
        finish.asMap().merge(flow, amount, Double::sum);
    }

    /** A flow that stood there was served. */
    synchronized void served(double at) {
        served = Math.max(served, at);
    }
}
