package dev.headrace.task.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets which task, and how many calls there are at a time: three to one server, six in all. */
@OnEngines
@TestProfile(PushProfile.class)
@Timeout(60)
class PushPlacesIT {
    private final TaskApi api = TaskApi.ofNewTenant();
    private final List<Targets> all = new ArrayList<>();

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        all.forEach(Targets::close);
    }

    private Targets server() {
        Targets server = new Targets();
        all.add(server);
        return server;
    }

    private void awaitStates(List<String> ids, String state) {
        await().untilAsserted(() -> ids.forEach(id -> assertEquals(state, api.state(id))));
    }

    @Test
    void aServerThatHangsDelaysNoOther() {
        // Given: twenty tasks for a server that does not answer
        Targets slow = server().hold("/");
        List<String> stuck = slow.submit(api, "/", 20);
        await().until(slow::inside, Matchers.equalTo(3));
        Targets quick = server();

        // When
        List<String> swift = quick.submit(api, "/", 20);

        // Then
        awaitStates(swift, "SUCCEEDED");
        assertEquals(3, slow.mostInside());
        slow.open();
        awaitStates(stuck, "SUCCEEDED");
        assertEquals(3, slow.mostInside());
        assertEquals(20, slow.calls("/").size());
    }

    @Test
    void allServersTogetherHaveABound() {
        // Given
        List<Targets> slow = List.of(server().hold("/"), server().hold("/"), server().hold("/"));

        // When
        List<String> ids = new ArrayList<>();
        slow.forEach(server -> ids.addAll(server.submit(api, "/", 4)));

        // Then
        await().until(() -> slow.stream().mapToInt(Targets::inside).sum(), Matchers.equalTo(6));
        slow.forEach(Targets::open);
        awaitStates(ids, "SUCCEEDED");
        assertTrue(slow.stream().mapToInt(Targets::mostInside).max().orElseThrow() <= 3);
    }

    @Test
    void aPausedQueueIsNotCalledUntilItIsResumed() {
        // Given
        Targets server = server();
        api.post("/api/v1/queues/held/pause", Map.of()).then().statusCode(200);
        String id = server.submit(api, "/", Map.of("queue", "held"));
        String other = server.submit(api, "/", Map.of());
        awaitStates(List.of(other), "SUCCEEDED");
        assertEquals("PAUSED", api.task(id).getString("data.waiting.reason"));
        assertEquals(1, server.calls("/").size());

        // When
        api.post("/api/v1/queues/held/resume", Map.of()).then().statusCode(200);

        // Then
        awaitStates(List.of(id), "SUCCEEDED");
    }

    @Test
    void aLimitedQueueHasNoMoreCallsAtATimeThanItMay() {
        // Given
        Targets server = server().crowd("/");
        api.call()
                .body(Map.of("max_running", 1))
                .put("/api/v1/queues/narrow")
                .then()
                .statusCode(200);

        // When
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ids.add(server.submit(api, "/", Map.of("queue", "narrow")));
        }

        // Then
        awaitStates(ids, "SUCCEEDED");
        assertEquals(1, server.mostInside());
    }

    @Test
    void workersGetNoPushTasksAndThePusherNoneOfTheirs() {
        // Given
        Targets slow = server().hold("/");
        List<String> pushed = slow.submit(api, "/", 5);
        String forWorkers = api.submit("push");

        // When
        List<TaskApi.Worker.Leased> leased = api.worker().lease(Map.of("max", 100, "wait_ms", 1_000));

        // Then
        assertEquals(
                List.of(forWorkers),
                leased.stream().map(TaskApi.Worker.Leased::id).toList());
        slow.open();
        awaitStates(pushed, "SUCCEEDED");
        assertEquals("RUNNING", api.state(forWorkers));
    }

    @Test
    void aTaskThatWaitsForAPlaceSaysNothingOfWorkers() {
        Targets slow = server().hold("/");
        slow.submit(api, "/", 3);
        await().until(slow::inside, Matchers.equalTo(3));
        String next = slow.submit(api, "/", Map.of());
        assertEquals("READY", api.state(next));
        assertEquals("BEHIND", api.task(next).getString("data.waiting.reason"));
    }

    @Test
    void aDeferredPushTaskIsCalledWhenItIsDueAndNotBefore() {
        Targets server = server();
        String id = server.submit(api, "/", Map.of("delay_ms", 1_000));
        awaitStates(List.of(id), "SUCCEEDED");
        Instant due = Instant.parse(api.task(id).getString("data.run_at"));
        assertTrue(!server.calls("/").getFirst().at().isBefore(due));
    }
}
