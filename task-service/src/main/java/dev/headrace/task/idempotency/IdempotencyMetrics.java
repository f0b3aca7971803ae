package dev.headrace.task.idempotency;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code headrace_idempotency_submissions_total} by result, {@code headrace_idempotency_repeat_seconds} by way,
 * {@code headrace_idempotency_redis_failures_total}, and {@code idempotency_hit_rate_percent}: repeats among this replica's
 * submissions with a key in the last hour.
 */
@Singleton
class IdempotencyMetrics {
    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final Map<Way, Timer> repeats = new EnumMap<>(Way.class);
    private final Counter recallFailures;
    private final LastHour lastHour = new LastHour();

    IdempotencyMetrics(MeterRegistry registry) {
        for (Result result : Result.values()) {
            results.put(
                    result,
                    Counter.builder("headrace.idempotency.submissions")
                            .description("Submissions with an idempotency key")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (Way way : Way.values()) {
            repeats.put(
                    way,
                    Timer.builder("headrace.idempotency.repeat")
                            .description("How long it took to answer a repeat")
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofNanos(250_000))
                            .maximumExpectedValue(Duration.ofSeconds(1))
                            .tag("way", way.wire())
                            .register(registry));
        }
        this.recallFailures = Counter.builder("headrace.idempotency.redis.failures")
                .description("Calls to Redis that failed or took too long")
                .register(registry);
        Gauge.builder("idempotency.hit.rate.percent", () -> lastHour.hitRatePercent(System.nanoTime()))
                .description("Repeats among submissions with a key in the last hour, percent")
                .register(registry);
    }

    void counted(Result result) {
        Objects.requireNonNull(results.get(result)).increment();
        lastHour.count(System.nanoTime(), result == Result.HIT);
    }

    void repeat(Way way, Duration took) {
        Objects.requireNonNull(repeats.get(way)).record(took);
    }

    void recallFailed() {
        recallFailures.increment();
    }
}
