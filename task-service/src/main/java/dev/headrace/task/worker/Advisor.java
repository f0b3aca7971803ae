package dev.headrace.task.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * Says how many lease calls a worker should hold, from what its last calls brought.
 *
 * <p>A call counts as full if it brought as many tasks as it asked for within {@link #AT_ONCE}: more were waiting than
 * the worker could take. With {@code f}, the share of full calls among roughly the last {@link #MEMORY}, a worker should
 * hold {@code 1 + round(f × (most − 1))} calls, and not more than it has slots. So a worker that waits for tasks holds
 * one, which is answered at the first task anyhow, and one with a backlog before it always has the next call under way.
 *
 * <p>One number for each worker, in the memory of the replica that it calls.
 */
@Singleton
public class Advisor {
    static final Duration AT_ONCE = Duration.ofMillis(100);
    static final int MEMORY = 8;
    private static final Advice DRAIN = new Advice(0);

    private final WorkerConfig config;
    private final Roster roster;
    private final Cache<UUID, Double> fullShare = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofMinutes(30))
            .build();

    Advisor(WorkerConfig config, Roster roster) {
        this.config = config;
        this.roster = roster;
    }

    /** Notes what a lease call has brought, and advises. */
    public Advice after(Worker worker, int max, int tasks, long tookNanos) {
        double full = tasks >= max && tookNanos <= AT_ONCE.toNanos() ? 1 : 0;
        fullShare.asMap().merge(worker.id(), full, (before, now) -> before + (now - before) / MEMORY);
        return of(worker);
    }

    /** Advises without news. */
    public Advice of(Worker worker) {
        if (roster.isDraining(worker.id())) {
            return DRAIN;
        }
        Double share = fullShare.getIfPresent(worker.id());
        long polls = 1 + Math.round((share == null ? 0 : share) * (config.maxPolls() - 1));
        return new Advice((int) Math.min(polls, worker.slots()));
    }
}
