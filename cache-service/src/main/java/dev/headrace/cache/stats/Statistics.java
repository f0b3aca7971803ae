package dev.headrace.cache.stats;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.cache.namespace.Policy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** Reads by where they were answered, since this replica started. */
@Singleton
public final class Statistics {
    private static final int NAMESPACES = 10_000;

    private final Counter l1;
    private final Counter l2;
    private final Counter misses;
    private final Cache<UUID, Counts> byNamespace =
            Caffeine.newBuilder().maximumSize(NAMESPACES).build();

    public Statistics(MeterRegistry registry) {
        this.l1 = reads(registry, "l1");
        this.l2 = reads(registry, "l2");
        this.misses = reads(registry, "miss");
    }

    /** Counts one read. */
    public void read(Policy namespace, Level level) {
        Counts counts = byNamespace.get(namespace.id(), id -> new Counts(namespace));
        switch (level) {
            case L1 -> count(counts.l1, l1);
            case L2 -> count(counts.l2, l2);
            case MISS -> count(counts.misses, misses);
        }
    }

    /** Forgets a namespace that is gone. */
    public void forget(String tenant, String name) {
        byNamespace.asMap().values().removeIf(counts -> counts.isOf(tenant, name));
    }

    /** A tenant's namespaces that were read, by name. */
    public List<NamespaceStats> of(String tenant) {
        return byNamespace.asMap().values().stream()
                .filter(counts -> counts.namespace.tenant().equals(tenant))
                .map(Counts::stats)
                .sorted(Comparator.comparing(NamespaceStats::namespace))
                .toList();
    }

    /**
     * How reads of one namespace were answered.
     *
     * @param hitRate share answered from either level, 0 to 1
     */
    public record NamespaceStats(String namespace, long l1Hits, long l2Hits, long misses, double hitRate) {}

    private static void count(LongAdder mine, Counter all) {
        mine.increment();
        all.increment();
    }

    private static Counter reads(MeterRegistry registry, String level) {
        return Counter.builder("headrace.cache.reads")
                .description("Reads by the level that answered")
                .tag("level", level)
                .register(registry);
    }

    private static final class Counts {
        private final Policy namespace;
        private final LongAdder l1 = new LongAdder();
        private final LongAdder l2 = new LongAdder();
        private final LongAdder misses = new LongAdder();

        Counts(Policy namespace) {
            this.namespace = namespace;
        }

        boolean isOf(String tenant, String name) {
            return namespace.tenant().equals(tenant) && namespace.name().equals(name);
        }

        NamespaceStats stats() {
            long hits = l1.sum() + l2.sum();
            long all = hits + misses.sum();
            double rate = all == 0 ? 0 : (double) hits / all;
            return new NamespaceStats(namespace.name(), l1.sum(), l2.sum(), misses.sum(), rate);
        }
    }
}
