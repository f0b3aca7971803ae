package dev.headrace.task.diagnosis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long this replica may look at failures of each tenant: some 10,000 failures a second need less. A tenant whose failures
 * are costly to tell apart, on purpose or not, takes no time from others; what is over is recalled, or looked at briefly.
 */
@Singleton
class Effort {
    private static final int MOST_TENANTS = 10_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(1);
    private static final long MOST_MICROS = FORGET_AFTER.toNanos() / 1_000;

    private final Cache<String, Account> accounts = Caffeine.newBuilder()
            .maximumSize(MOST_TENANTS)
            .expireAfterAccess(FORGET_AFTER)
            .build();
    private final long perSecond;
    private final LongSupplier nanos;

    @Inject
    Effort(DiagnosisConfig config) {
        this(config.effort(), System::nanoTime);
    }

    /** @param perSecond also what may be used at once */
    Effort(Duration perSecond, LongSupplier nanos) {
        this.perSecond = perSecond.toNanos();
        this.nanos = nanos;
    }

    boolean isLeft(String tenant) {
        return account(tenant).left(nanos.getAsLong()) > 0;
    }

    void spent(String tenant, long took) {
        account(tenant).take(took);
    }

    private Account account(String tenant) {
        return accounts.get(tenant, t -> new Account(nanos.getAsLong()));
    }

    /** One tenant's time, in nanoseconds. */
    private final class Account {
        private long left = perSecond;
        private long at;

        Account(long now) {
            this.at = now;
        }

        synchronized long left(long now) {
            long micros = TimeUnit.NANOSECONDS.toMicros(now - at);
            if (micros > 0) {
                long earned = Math.min(micros, MOST_MICROS) * perSecond / TimeUnit.SECONDS.toMicros(1);
                left = Math.min(perSecond, left + earned);
                at = now;
            }
            return left;
        }

        /** May fall below nothing by one failure: it is worked off before the next one. */
        synchronized void take(long took) {
            left -= took;
        }
    }
}
