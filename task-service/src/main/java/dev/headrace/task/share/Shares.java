package dev.headrace.task.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.task.rule.QueueName;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has used how much: slot-seconds by tenant over the tenant's weight, and leases by queue over the queue's weight. What
 * runs counts by how long it has run, what is leased now by what the tenant's tasks took lately.
 *
 * <p>Each replica counts the leases whose end it was told, so the shares of two replicas are each their own.
 */
@Singleton
public class Shares {
    private static final int MOST = 100_000;
    private static final double FIRST_GUESS_S = 0.1;
    private static final double MEMORY = 16;

    private final VirtualTime<String> tenants = new VirtualTime<>();
    private final VirtualTime<QueueName> queues = new VirtualTime<>();
    private final Cache<String, Double> lately =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<String, Integer> weights =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private volatile boolean used;

    /** Whether anybody was ever served by shares, so that ends of leases must be counted. */
    public boolean areUsed() {
        return used;
    }

    /** A lease has ended. */
    public void ended(String tenant, long runMs) {
        double seconds = runMs / 1_000.0;
        Integer weight = weights.getIfPresent(tenant);
        tenants.charge(tenant, seconds / (weight == null ? 1 : weight));
        lately.asMap().merge(tenant, seconds, (before, now) -> before + (now - before) / MEMORY);
    }

    /**
     * The shares as one claim sees them.
     *
     * @param running seconds that the leases in force have run, by tenant
     * @param weights of tenants; absent is 1
     */
    Turn turn(Map<String, Double> running, Map<String, Integer> weights) {
        used = true;
        this.weights.putAll(weights);
        return new Turn(running, weights);
    }

    /** One claim's view; what it gives counts at once. */
    final class Turn {
        private final Map<String, Double> running;
        private final Map<String, Integer> weights;
        private final Map<String, Double> given = new HashMap<>();

        private Turn(Map<String, Double> running, Map<String, Integer> weights) {
            this.running = running;
            this.weights = weights;
        }

        double of(String tenant) {
            double seconds = running.getOrDefault(tenant, 0.0) + given.getOrDefault(tenant, 0.0);
            return tenants.of(tenant, seconds / weight(tenant));
        }

        double of(QueueName queue) {
            return queues.of(queue, 0);
        }

        void gave(String tenant) {
            tenants.served(of(tenant));
            Double guess = lately.getIfPresent(tenant);
            given.merge(tenant, guess == null ? FIRST_GUESS_S : Math.max(guess, 1e-6), Double::sum);
        }

        void gave(QueueName queue, int weight) {
            queues.served(of(queue));
            queues.charge(queue, 1.0 / weight);
        }

        private int weight(String tenant) {
            return Math.max(1, weights.getOrDefault(tenant, 1));
        }
    }
}
