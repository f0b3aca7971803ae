package dev.headrace.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.identity.Identity;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The counts of all callers at this replica. */
@Singleton
public final class Limiter {
    private static final long TIDY_EVERY_MS = 2_000;
    private static final long IDLE_MS = 4_000;
    private static final Duration UNUSED_FOR = Duration.ofHours(1);

    private final Ledger ledger;
    private final Clock clock;
    private final Vertx vertx;
    private final Cache<Whose, Counter> counters;
    private volatile long timer;

    private record Whose(
            String quota, String tenant, @Nullable String subject, long limit) {}

    @Inject
    public Limiter(RedisLedger ledger, LimitConfig config, Clock clock, Vertx vertx) {
        this(ledger, config.remembered(), clock, vertx);
    }

    Limiter(Ledger ledger, int remembered, Clock clock, Vertx vertx) {
        this.ledger = ledger;
        this.clock = clock;
        this.vertx = vertx;
        this.counters = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterAccess(UNUSED_FOR)
                // Its upkeep is short; to wake a thread of a pool for it costs more.
                .executor(Runnable::run)
                .build();
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(TIDY_EVERY_MS, tick -> tidy(IDLE_MS));
    }

    /** What is held is returned, as far as there is time. */
    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        tidy(0);
    }

    void tidy(long idleMs) {
        counters.asMap().values().forEach(counter -> counter.tidy(idleMs));
    }

    Future<Verdict> take(Quota quota, Quota.Bound bound, Identity caller, long cost) {
        return counter(quota, bound, caller).take(cost);
    }

    Future<Verdict> look(Quota quota, Quota.Bound bound, Identity caller) {
        return counter(quota, bound, caller).look();
    }

    void giveBack(Quota quota, Quota.Bound bound, Identity caller, long cost) {
        counter(quota, bound, caller).giveBack(cost);
    }

    private Counter counter(Quota quota, Quota.Bound bound, Identity caller) {
        String subject = quota.per() == Quota.Per.CALLER ? caller.subject() : null;
        return counters.get(
                new Whose(quota.name(), caller.tenant(), subject, bound.limit()),
                whose -> new Counter(name(whose), bound.limit(), quota.window().toMillis(), ledger, clock));
    }

    /** Redis keeps what is between the braces on one node of a cluster. */
    private static String name(Whose whose) {
        String name = "headrace:limit:{" + whose.tenant() + "}:" + whose.quota();
        return whose.subject() == null ? name : name + ":" + whose.subject();
    }
}
