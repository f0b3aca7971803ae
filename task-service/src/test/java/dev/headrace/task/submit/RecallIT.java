package dev.headrace.task.submit;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.HeadraceTestResource;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.hint.HintIT;
import dev.headrace.task.idempotency.Recall;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis helps, and is never believed. In the application of {@link HintIT}, which has a Redis. */
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
class RecallIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Submits submits;

    @Inject
    Admission admission;

    @Inject
    Recall recall;

    private static Map<String, Object> task(String key) {
        return Map.of("type", "mail", "payload", 1, "idempotency_key", key);
    }

    private int knownByRedis() {
        return api.get("/api/v1/idempotency/stats").getInt("data.latency.redis.count");
    }

    @Test
    void aRepeatIsKnownByRedisAndAnsweredByPostgres() {
        // Given
        String id = api.submit(task("k"));
        await().atMost(SOON).until(() -> {
            api.submit(task("k"));
            return knownByRedis() > 0;
        });
        int before = knownByRedis();

        // When / Then
        api.post("/api/v1/tasks", task("k"))
                .then()
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body("data.id", equalTo(id));
        api.post("/api/v1/tasks", Map.of("type", "mail", "payload", 2, "idempotency_key", "k"))
                .then()
                .statusCode(422);
        List<Object> bulk =
                IntStream.range(0, 3).<Object>mapToObj(i -> task("k")).toList();
        api.post("/api/v1/tasks/bulk", Map.of("tasks", bulk)).then().body("data.results[2].id", equalTo(id));
        assertEquals(before + 5, knownByRedis());
    }

    @Test
    void aKeyThatRedisRemembersButNoTaskHasIsFree() {
        // Given
        Submission never = Figures.of(submits, admission).submission("never");
        recall.remember(List.of(new Recall.Used(KeyedStore.claim(never).key(), 60_000)));
        await().atMost(SOON)
                .until(() -> recall.knows(KeyedStore.claim(never).key()).await().atMost(SOON));

        // When / Then
        assertInstanceOf(SubmitResult.Accepted.class, submits.one(never).await().atMost(SOON));
    }

    @Test
    void theKeyOfADeletedTaskIsFreeAlthoughRedisRemembersIt() {
        // Given
        String id = api.submit(task("k"));
        api.submit(task("k"));
        api.post("/api/v1/tasks/" + id + "/cancel", Map.of()).then().statusCode(200);

        // When
        api.post("/api/v1/tasks/actions", Map.of("action", "delete", "ids", List.of(id)))
                .then()
                .statusCode(200);

        // Then
        api.post("/api/v1/tasks", task("k"))
                .then()
                .statusCode(202)
                .header("Idempotency-Replayed", nullValue())
                .body("data.id", not(equalTo(id)));
    }

    /** Bounds are ten times what is promised: a test machine may be busy. */
    @Test
    void withRedisARepeatIsKnownInMilliseconds() {
        // Given
        Figures figures = Figures.of(submits, admission);
        figures.submit("k");

        // When
        double one = figures.p95("check by Redis", 400, i -> submits.one(figures.submission("k")));
        double fifty = figures.p95("50 checks at once by Redis", 40, i -> figures.together("k", 50));
        figures.p95("a first with a key, with Redis", 200, i -> submits.one(figures.submission("first-" + i)));

        // Then
        assertTrue(recall.isTrusted());
        assertTrue(one < 20, () -> one + " ms");
        assertTrue(fifty < 1_000, () -> fifty + " ms");
    }
}
