package dev.headrace.task.breaker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.task.rule.BreakerName;
import java.time.Duration;

/** What this replica has counted for each breaker, in memory. The least used are forgotten beyond a bound. */
final class Tally {
    private static final int MOST = 20_000;

    private final Cache<BreakerName, Window> windows = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    void add(BreakerName name, Duration window, boolean failed) {
        long now = System.nanoTime();
        Window known = windows.getIfPresent(name);
        if (known == null || !known.isOf(window.toNanos())) {
            known = begun(name, window, now);
        }
        known.add(now, failed);
    }

    /** Another length begins anew. */
    private Window begun(BreakerName name, Duration window, long now) {
        return windows.asMap()
                .merge(
                        name,
                        new Window(window.toNanos(), now),
                        (present, begun) -> present.isOf(window.toNanos()) ? present : begun);
    }

    Window.Counts of(BreakerName name) {
        Window known = windows.getIfPresent(name);
        return known == null ? Window.Counts.NONE : known.counts(System.nanoTime());
    }

    void forget(BreakerName name) {
        windows.invalidate(name);
    }
}
