package dev.headrace.cache;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cache.entry.Entries;
import dev.headrace.cache.entry.Entries.Found;
import dev.headrace.cache.entry.EntryConfig;
import dev.headrace.cache.entry.Pending;
import dev.headrace.cache.invalidate.Bus;
import dev.headrace.cache.invalidate.BusConfig;
import dev.headrace.cache.local.LocalCache;
import dev.headrace.cache.local.LocalConfig;
import dev.headrace.cache.namespace.Policies;
import dev.headrace.cache.namespace.Policy;
import dev.headrace.cache.remote.RemoteCache;
import dev.headrace.cache.remote.RemoteConfig;
import dev.headrace.cache.remote.Replica;
import dev.headrace.cache.stats.Level;
import dev.headrace.cache.stats.Statistics;
import dev.headrace.local.fixture.HeadraceTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the cache in one JVM: the application's, and one made by hand. */
@QuarkusTest
@TestProfile(CalmProfile.class)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,redis"),
            @ResourceArg(name = "database", value = "headrace_cache")
        })
class ReplicasIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Entries here;

    @Inject
    Vertx vertx;

    @Inject
    Redis redis;

    @Inject
    RemoteConfig remoteConfig;

    @Inject
    Policies policies;

    @Inject
    Statistics statistics;

    @Inject
    LocalConfig localConfig;

    @Inject
    BusConfig busConfig;

    @Inject
    EntryConfig entryConfig;

    @Inject
    Bus bus;

    @Inject
    DataSource database;

    @Inject
    Clock clock;

    private final Policy namespace = new Policy(UUID.randomUUID(), "t", "n", Duration.ofMinutes(5), 100);
    private Bus otherBus;
    private Entries there;

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void secondReplica() {
        LocalCache otherLocal = new LocalCache(localConfig, clock);
        Replica other = new Replica();
        RemoteCache otherRemote = new RemoteCache(redis, other, remoteConfig, clock);
        otherBus = new Bus(vertx, redis, other, otherLocal, policies, statistics, busConfig);
        otherBus.start();
        there = new Entries(otherLocal, otherRemote, otherBus, new Pending(entryConfig), clock);
        await().until(() -> bus.isUp() && otherBus.isUp());
    }

    @AfterEach
    void stop() {
        otherBus.stop();
    }

    @Test
    void aWriteHereIsSeenThere() {
        // Given: both have the entry in memory
        put(here, "one");
        warm(here, "one");
        warm(there, "one");

        // When
        put(here, "two");

        // Then
        await().atMost(LIMIT).until(() -> "two".equals(read(there)));
        assertEquals("two", read(here));
        warm(there, "two");
    }

    @Test
    void aRemovalThereIsSeenHere() {
        // Given
        put(there, "one");
        warm(here, "one");
        warm(there, "one");

        // When
        there.remove(namespace, "k").await().atMost(LIMIT);

        // Then
        await().atMost(LIMIT).until(() -> get(here).level() == Level.MISS);
    }

    @Test
    void whoHangsUpFailsNoOthersThatWaitForTheSamePolicy() throws Exception {
        // Given
        String name = "waited-for";
        Callers.namespace("t", name, 60_000, 10);
        policies.forget("t", name);
        CompletableFuture<Policy> waiting;
        try (Connection lock = database.getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table namespace in access exclusive mode");
            Cancellable first = policies.of("t", name).subscribe().with(read -> {});
            waiting = policies.of("t", name).subscribeAsCompletionStage();

            // When
            first.cancel();
            lock.rollback();
        }

        // Then
        assertEquals(name, waiting.get(30, TimeUnit.SECONDS).name());
    }

    private void put(Entries replica, String text) {
        replica.put(namespace, "k", "text/plain", Buffer.buffer(text)).await().atMost(LIMIT);
    }

    private Found get(Entries replica) {
        return replica.get(namespace.key("k")).await().atMost(LIMIT);
    }

    private String read(Entries replica) {
        return Objects.requireNonNull(get(replica).entry()).body().toString();
    }

    /** Reads until memory answers. */
    private void warm(Entries replica, String expected) {
        await().atMost(LIMIT).until(() -> {
            Found found = get(replica);
            return found.level() == Level.L1 && expected.equals(read(replica));
        });
    }
}
