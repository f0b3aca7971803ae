package dev.headrace.gateway.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one service, and which of them gets the next request.
 *
 * <p>A client's connection stays with a process while that one is not much busier than the others: outcomes then end where
 * their lease was given, from what that process remembers.
 */
final class Instances {
    private static final int SLACK = 8;

    private final List<Instance> all;
    private final long restNanos;
    private final AtomicInteger turn = new AtomicInteger();
    /** By identity, and gone with the connection. */
    private final Cache<Object, Instance> last =
            Caffeine.newBuilder().weakKeys().build();

    /** @param restNanos how long one that refused a connection is left in peace */
    Instances(List<Instance> all, long restNanos) {
        this.all = List.copyOf(all);
        this.restNanos = restNanos;
    }

    List<Instance> all() {
        return all;
    }

    int size() {
        return all.size();
    }

    /**
     * The one that this connection was sent to last, unless it rests, or has over twice as much under way as another;
     * otherwise as {@link #next(boolean)}.
     */
    Instance next(boolean parks, Object connection) {
        if (all.size() == 1) {
            return all.getFirst();
        }
        Instance before = last.getIfPresent(connection);
        if (before != null && !before.isUncertain() && !before.isUnready() && !isOverloaded(before, parks)) {
            return before;
        }
        Instance next = next(parks);
        last.put(connection, next);
        return next;
    }

    /** The connection's process has broken off an answer: its next request goes to another one, if there is any. */
    void left(Object connection) {
        Instance before = last.getIfPresent(connection);
        Instance other = all.stream()
                .filter(one -> !one.equals(before) && !one.isUncertain() && !one.isUnready())
                .min(Comparator.comparingInt(one -> one.load(false)))
                .orElse(null);
        if (before != null && other != null) {
            last.put(connection, other);
        }
    }

    private boolean isOverloaded(Instance one, boolean parks) {
        int bearable = (one.load(parks) - SLACK) / 2;
        return all.stream()
                .anyMatch(other -> !other.isUncertain() && !other.isUnready() && other.load(parks) < bearable);
    }

    /** The one with the least under way, in turn among equals; one that rests only if all rest. */
    Instance next(boolean parks) {
        if (all.size() == 1) {
            return all.getFirst();
        }
        long now = System.nanoTime();
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        // If all say that they are not ready one of them is asked all the same.
        boolean anyReady = all.stream().anyMatch(one -> !one.isUnready());
        Instance best = least(parks, first, now, false, anyReady);
        if (best != null && best.admits(now, restNanos)) {
            return best;
        }
        Instance awake = least(parks, first, now, true, anyReady);
        return awake == null ? all.get(first) : awake;
    }

    /**
     * The one with the least under way.
     *
     * @param steady leaves out those that have not answered since they refused
     * @param ready leaves out those that say they are not
     */
    private @Nullable Instance least(boolean parks, int first, long now, boolean steady, boolean ready) {
        Instance best = null;
        for (int i = 0; i < all.size(); i++) {
            Instance one = all.get((first + i) % all.size());
            boolean left =
                    one.isStopping() || (ready && one.isUnready()) || (steady ? one.isUncertain() : one.rests(now));
            if (!left && (best == null || one.load(parks) < best.load(parks))) {
                best = one;
            }
        }
        return best;
    }

    void refused(Instance instance) {
        instance.refused(System.nanoTime(), restNanos);
    }
}
