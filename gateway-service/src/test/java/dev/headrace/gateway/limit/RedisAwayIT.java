package dev.headrace.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.engine.Engines;
import dev.headrace.local.engine.RedisEngine;
import dev.headrace.local.process.Guard;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways count in a Redis of their own, which is killed, or hangs, while both are asked. */
@Timeout(90)
class RedisAwayIT {
    private static final long LIMIT = 10_000;
    private static final long DAY = 86_400_000;
    private static final int CALLERS = 8;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong slowestMs = new AtomicLong();
    private final List<RedisLedger> ledgers = new ArrayList<>();
    private final List<Counter> gateways = new ArrayList<>();
    private final Guard guard;
    private final RedisEngine redis;

    RedisAwayIT() throws IOException {
        Path home = Files.createTempDirectory("headrace-redis-away-");
        this.guard = Guard.startAndDelete(home);
        this.redis = Engines.embedded(home, guard).redis();
    }

    @BeforeEach
    void twoGatewaysCount() {
        redis.start();
        LimitConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(LimitConfig.class)
                .build()
                .getConfigMapping(LimitConfig.class);
        for (int i = 0; i < 2; i++) {
            RedisLedger ledger = new RedisLedger(vertx, Redis.createClient(vertx, redis.url()), config);
            ledger.start(new StartupEvent());
            ledgers.add(ledger);
            gateways.add(new Counter("headrace:limit:{away}", LIMIT, DAY, ledger, Clock.systemUTC()));
        }
        awaitRedis();
    }

    private void awaitRedis() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> ledgers.stream().allMatch(ledger -> !ledger.isAway() && ledger.replicas() == 2));
    }

    private void awaitLoss() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> ledgers.stream().allMatch(RedisLedger::isAway));
    }

    @AfterEach
    void end() throws Exception {
        ledgers.forEach(ledger -> ledger.stop(new ShutdownEvent()));
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis.close();
        guard.close();
    }

    /** How many of so many requests at each gateway are admitted. Every caller asks both in turn, so neither falls behind. */
    private long ask(int each, Runnable amid) throws Exception {
        long admitted = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                counts.add(callers.submit(caller(each / CALLERS)));
            }
            amid.run();
            for (Future<Integer> count : counts) {
                admitted += count.get();
            }
        }
        return admitted;
    }

    private Callable<Integer> caller(int each) {
        return () -> {
            int admitted = 0;
            for (int i = 0; i < each; i++) {
                for (Counter gateway : gateways) {
                    admitted += isAdmitted(gateway) ? 1 : 0;
                }
            }
            return admitted;
        };
    }

    private boolean isAdmitted(Counter gateway) throws Exception {
        long began = System.nanoTime();
        Verdict verdict =
                gateway.take(1).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        long tookMs = (System.nanoTime() - began) / 1_000_000;
        slowestMs.accumulateAndGet(tookMs, Math::max);
        return verdict.admitted();
    }

    @Test
    void killedUnderLoadItIsCountedByShares() throws Exception {
        // Given
        long before = ask(1_000, () -> {});
        assertEquals(2_000, before);

        // When
        long meanwhile = ask(20_000, redis::kill);

        // Then: what is left, to a hundredth, and nobody waited much longer than the patience of 150 ms
        awaitLoss();
        long all = before + meanwhile;
        assertTrue(all <= LIMIT + LIMIT / 100 && all >= LIMIT * 9 / 10, "admitted " + all);
        assertTrue(slowestMs.get() < 2_000, "one waited " + slowestMs + " ms");
        assertEquals(0, ask(100, () -> {}), "the shares are used up");
    }

    @Test
    void whatTheSharesGaveIsBookedWhenItIsBack() throws Exception {
        // Given
        redis.kill();
        awaitLoss();
        assertEquals(2_000, ask(1_000, () -> {}));

        // When
        redis.start();
        awaitRedis();
        gateways.forEach(gateway -> gateway.tidy(0));

        // Then: but for the few that the gateways hold
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(this::left, left -> left <= LIMIT - 2_000 && left >= LIMIT - 2_000 - LIMIT / 100);
    }

    private long left() throws Exception {
        return gateways.getFirst()
                .look()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .left();
    }

    @Test
    void whileItHangsNobodyWaitsAndAfterwardsTheWholeIsRight() throws Exception {
        // Given
        assertEquals(2_000, ask(1_000, () -> {}));

        // When
        signal("STOP");
        long hanging = ask(1_000, () -> {});
        signal("CONT");
        awaitRedis();
        gateways.forEach(gateway -> gateway.tidy(0));
        long after = ask(20_000, () -> {});

        // Then
        assertTrue(slowestMs.get() < 2_000, "one waited " + slowestMs + " ms");
        long all = 2_000 + hanging + after;
        assertTrue(all <= LIMIT + LIMIT / 100 && all >= LIMIT * 97 / 100, "admitted " + all);
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).start();
        assertEquals(0, kill.waitFor());
    }
}
