package dev.headrace.task.diagnosis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.task.failure.Context;
import dev.headrace.task.failure.FailureType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What failed in the last five minutes, and what got well again, as far as this replica saw it. Bounded: what is not seen any
 * more is forgotten, and of too much the least used.
 */
@Singleton
public class RecentFailures {
    private static final int MOST_TYPES = 10_000;
    private static final int MOST_TASKS = 50_000;

    private final Cache<TaskType, RecentCounts> counts = Caffeine.newBuilder()
            .maximumSize(MOST_TYPES)
            .expireAfterAccess(RecentCounts.SPAN)
            .build();
    private final Cache<Cause, AtomicInteger> recovered = Caffeine.newBuilder()
            .maximumSize(MOST_TYPES)
            .expireAfterWrite(RecentCounts.SPAN)
            .build();
    private final Cache<UUID, Retried> retried = Caffeine.newBuilder()
            .maximumSize(MOST_TASKS)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final Clock clock;

    private record TaskType(String tenant, String type) {}

    private record Cause(String tenant, String fingerprint) {}

    /** The last failure of a task that is tried again. */
    public record Retried(String tenant, FailureType type, String fingerprint, String policy) {}

    public RecentFailures(Clock clock) {
        this.clock = clock;
    }

    /** What is known around a failure. */
    Context context(String tenant, String taskType, String fingerprint, int attempt) {
        RecentCounts seen = counts.getIfPresent(new TaskType(tenant, taskType));
        AtomicInteger well = recovered.getIfPresent(new Cause(tenant, fingerprint));
        return new Context(attempt, well == null ? 0 : well.get(), seen == null ? Map.of() : seen.at(clock.instant()));
    }

    void failed(String tenant, String taskType, FailureType type) {
        RecentCounts seen = counts.get(new TaskType(tenant, taskType), key -> new RecentCounts());
        seen.add(type, clock.instant());
    }

    void retrying(UUID task, Retried failure) {
        retried.put(task, failure);
    }

    /** The failure after which a task was tried again, if this replica saw it; asked once. */
    Optional<Retried> ended(UUID task) {
        return Optional.ofNullable(retried.asMap().remove(task));
    }

    void gotWell(Retried failure) {
        recovered
                .get(new Cause(failure.tenant(), failure.fingerprint()), key -> new AtomicInteger())
                .incrementAndGet();
    }
}
