package dev.headrace.task.hint;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.HeadraceTestResource;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import dev.headrace.task.lease.Dispatcher;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.signal.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test plays the other replica: on the channel, and in the tables. The pulse is too slow to help. */
@QuarkusTest
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,redis,kafka"),
            @ResourceArg(name = "database", value = "headrace_task")
        })
@TestProfile(HintIT.SlowPulse.class)
@Timeout(90)
public class HintIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);
    private final Kind kind = new Kind(tenant, "default", "hinted", Kind.NO_HOST);
    private final Queue<Hint> heard = new ConcurrentLinkedQueue<>();

    @Inject
    Redis redis;

    @Inject
    Pool pool;

    @Inject
    Dispatcher dispatcher;

    @Inject
    RuleBook rules;

    @Inject
    Hints hints;

    @Inject
    MeterRegistry meters;

    private RedisConnection ear;

    /** Looks at the tables every ten seconds at most; forgets a silent replica soon. */
    public static final class SlowPulse implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("headrace.maintain.pulse", "PT20S", "headrace.hints.beat", "PT2S");
        }
    }

    @BeforeEach
    void listen() {
        ear = redis.connect().await().atMost(SOON);
        ear.handler(message -> {
            if (message.size() == 3 && "message".equals(message.get(0).toString())) {
                Hint.parse(message.get(2).toString()).ifPresent(heard::add);
            }
        });
        ear.send(Request.cmd(Command.SUBSCRIBE).arg(Line.CHANNEL)).await().atMost(SOON);
    }

    @AfterEach
    void hangUp() {
        ear.closeAndForget();
    }

    private void say(Hint hint) {
        redis.send(Request.cmd(Command.PUBLISH).arg(Line.CHANNEL).arg(hint.text()))
                .await()
                .atMost(SOON);
    }

    /** As another replica would leave it: in the tables, and nobody here was told. */
    private String writtenElsewhere() {
        TaskApi other = TaskApi.ofNewTenant();
        String id = other.submit("hinted");
        pool.preparedQuery("WITH moved AS (UPDATE task SET tenant = $2 WHERE id = $1)"
                        + " UPDATE segment SET tenant = $2 WHERE $1 = ANY (ids)")
                .execute(Tuple.of(UUID.fromString(id), tenant))
                .await()
                .atMost(SOON);
        return id;
    }

    @Test
    void aTaskOfAnotherReplicaReachesTheWorkerThatWaitsHere() throws Exception {
        // Given
        TaskApi.Worker worker = api.worker();
        CompletableFuture<List<Leased>> waiting =
                CompletableFuture.supplyAsync(() -> worker.lease(Map.of("max", 10, "wait_ms", 30_000)));
        await().until(() -> dispatcher.parked(tenant, "default") == 1);
        String id = writtenElsewhere();

        // When
        say(new Hint("other", Set.of(kind), null, null));

        // Then
        List<Leased> leased = waiting.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        assertEquals(List.of(id), leased.stream().map(Leased::id).toList());
    }

    @Test
    void whatBecomesReadyHereIsToldWhileAnotherReplicaListens() {
        // Given
        api.submit("first.calls.are.slow");
        await().atMost(SOON).until(() -> {
            say(Hint.beat("other"));
            return hints.isHeard();
        });

        // When
        api.submit("hinted");

        // Then
        await().atMost(SOON)
                .until(() -> heard.stream()
                        .anyMatch(h -> !h.by().equals("other") && h.readyKinds().contains(kind)));
    }

    @Test
    void aSingleReplicaTellsNobody() {
        // Given
        await().atMost(SOON.multipliedBy(4)).until(() -> !hints.isHeard());
        double before = meters.get("headrace.hints.sent").counter().count();

        // When
        api.submit("hinted");

        // Then
        assertEquals(before, meters.get("headrace.hints.sent").counter().count());
    }

    @Test
    void aNewReplicaIsAnsweredAtOnceSoThatItKnowsUs() {
        // Given
        String newcomer = UUID.randomUUID().toString();

        // When
        say(Hint.beat(newcomer));

        // Then
        await().atMost(SOON).until(() -> heard.stream().anyMatch(h -> !h.by().equals(newcomer)));
        assertTrue(hints.isHeard());
    }

    @Test
    void aPauseOnAnotherReplicaCountsHere() {
        // Given
        await().atMost(SOON).until(() -> rules.rules().isOpen(kind));
        pool.preparedQuery("INSERT INTO queue (tenant, name, paused) VALUES ($1, 'default', true)")
                .execute(Tuple.of(tenant))
                .await()
                .atMost(SOON);

        // When
        say(new Hint("other", null, null, true));

        // Then
        await().atMost(SOON).until(() -> !rules.rules().isOpen(kind));
    }

    @Test
    void aPauseHereIsTold() {
        // Given
        await().atMost(SOON).until(() -> {
            say(Hint.beat("other"));
            return hints.isHeard();
        });

        // When
        api.post("/api/v1/queues/default/pause", Map.of()).then().statusCode(200);

        // Then
        await().atMost(SOON).until(() -> heard.stream().anyMatch(Hint::asksToLook));
    }
}
