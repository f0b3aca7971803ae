package dev.headrace.task.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.Receiver;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a target answers is the outcome of its task. */
@OnEngines
@TestProfile(PushProfile.class)
@Timeout(60)
class PushIT {
    @Inject
    Keeper keeper;

    private final TaskApi api = TaskApi.ofNewTenant();
    private final Targets targets = new Targets();

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        targets.close();
    }

    private JsonPath ended(String id, String state) {
        await().until(() -> api.state(id), Matchers.equalTo(state));
        return api.task(id);
    }

    @Test
    void theTargetGetsThePayloadAndItsJsonIsTheOutput() {
        // Given
        targets.answer("/work", n -> Targets.json(200, "{\"sum\": 1.10}"));
        Map<String, Object> target = Map.of(
                "url", targets.url("/work"), "headers", Map.of("X-Team", "blue", "Authorization", "Bearer t0p-secret"));

        // When
        String id = api.submit(Map.of("type", "sum", "payload", Map.of("a", 1), "target", target));

        // Then
        JsonPath task = ended(id, "SUCCEEDED");
        assertEquals(1.10f, task.getFloat("data.output.sum"));
        Receiver.Request call = targets.calls("/work").getFirst();
        assertEquals("POST", call.method());
        assertEquals("{\"a\":1}", call.body());
        assertEquals("application/json", call.header("content-type"));
        assertEquals(id, call.header("headrace-task-id"));
        assertEquals("1", call.header("headrace-attempt"));
        assertEquals("sum", call.header("headrace-task-type"));
        assertEquals(id, call.header("idempotency-key"));
        assertEquals("blue", call.header("x-team"));
        assertEquals("Bearer t0p-secret", call.header("authorization"));
        assertEquals(Map.of("X-Team", "blue", "Authorization", "***"), task.getMap("data.target.headers"));
        assertFalse(api.call().get("/api/v1/tasks/" + id).asString().contains("t0p-secret"));
    }

    @ParameterizedTest
    @CsvSource({"PUT,true", "PATCH,true", "GET,false", "DELETE,false"})
    void theMethodIsTheTargetsAndSomeCarryNoPayload(String method, boolean payload) {
        String id = targets.submit(api, "/m", Map.of("target", Map.of("url", targets.url("/m"), "method", method)));
        JsonPath task = ended(id, "SUCCEEDED");
        assertEquals(204, task.getInt("data.output.status"));
        assertEquals(method, targets.calls("/m").getFirst().method());
        assertEquals(payload ? "{\"n\":1}" : "", targets.calls("/m").getFirst().body());
    }

    @Test
    void aGetNeedsNoPayload() {
        String id = api.submit(Map.of("type", "look", "target", Map.of("url", targets.url("/look"), "method", "GET")));
        ended(id, "SUCCEEDED");
    }

    @Test
    void whatFailsIsTriedAgainUnderTheSameKeyAndEveryAttemptIsOnRecord() {
        // Given
        targets.answer("/flaky", n -> n < 3 ? Receiver.Reply.of(500) : Targets.json(200, "true"));

        // When
        String id = targets.submit(api, "/flaky", Map.of());

        // Then
        JsonPath task = ended(id, "SUCCEEDED");
        assertEquals(List.of("failed", "failed", "succeeded"), task.getList("data.attempts.outcome"));
        assertEquals("Http500", task.getString("data.attempts[0].error.type"));
        assertEquals("said 500", task.getString("data.attempts[0].error.stack"));
        List<Receiver.Request> calls = targets.calls("/flaky");
        assertEquals(
                List.of("1", "2", "3"),
                calls.stream().map(c -> c.header("headrace-attempt")).toList());
        assertEquals(
                List.of(id, id, id),
                calls.stream().map(c -> c.header("idempotency-key")).toList());
    }

    @Test
    void retryAfterIsTheDelayOfTheNextAttempt() {
        // Given: the task's own policy would wait ten minutes
        targets.answer(
                "/busy",
                n -> n == 1 ? new Receiver.Reply(429, Map.of("Retry-After", "1"), "later") : Receiver.Reply.of(204));

        // When
        String id = targets.submit(
                api, "/busy", Map.of("retry", Map.of("strategy", "fixed", "base_ms", 600_000, "jitter", "none")));

        // Then
        JsonPath task = ended(id, "SUCCEEDED");
        assertEquals("Http429", task.getString("data.attempts[0].error.type"));
        assertEquals("TRANSIENT_RATE_LIMIT", task.getString("data.attempts[0].failure.failure_type"));
        List<Receiver.Request> calls = targets.calls("/busy");
        Duration pause = Duration.between(calls.get(0).at(), calls.get(1).at());
        assertTrue(pause.toMillis() >= 950, () -> "came again after " + pause);
    }

    @Test
    void whatWillNotPassIsDeadAtOnce() {
        targets.answer("/gone", n -> Receiver.Reply.of(410));
        String id = targets.submit(api, "/gone", Map.of());
        JsonPath task = ended(id, "DEAD");
        assertEquals("NOT_RETRYABLE", task.getString("data.reason"));
        assertEquals("Http410", task.getString("data.attempts[0].error.type"));
        assertEquals("http:410", task.getString("data.attempts[0].failure.rule"));
        assertEquals("PERMANENT_NOT_FOUND", task.getString("data.attempts[0].failure.failure_type"));
        assertEquals(1, targets.calls("/gone").size());
    }

    @Test
    void aRedirectIsRefusedAndNotFollowed() {
        targets.answer("/moved", n -> new Receiver.Reply(302, Map.of("Location", targets.url("/other")), "over there"));
        String id = targets.submit(api, "/moved", Map.of());
        JsonPath task = ended(id, "DEAD");
        assertEquals("RedirectRefused", task.getString("data.attempts[0].error.type"));
        assertEquals(List.of(), targets.calls("/other"));
    }

    @Test
    void aTargetThatHangsIsCutOffByTheSmallerOfBothLimits() {
        // Given
        targets.hold("/hang");

        // When
        String byTarget = targets.submit(
                api,
                "/hang",
                Map.of("max_attempts", 1, "target", Map.of("url", targets.url("/hang"), "timeout_ms", 1_000)));
        String byTask = targets.submit(api, "/hang", Map.of("max_attempts", 1, "timeout_ms", 1_500));

        // Then
        for (String id : List.of(byTarget, byTask)) {
            JsonPath task = ended(id, "DEAD");
            assertEquals("ATTEMPTS_EXHAUSTED", task.getString("data.reason"));
            assertEquals("TimeoutError", task.getString("data.attempts[0].error.type"));
            assertTrue(task.getLong("data.attempts[0].run_ms") < 6_000);
        }
    }

    @Test
    void ofAHugeAnswerOnlyTheStartIsKept() {
        targets.answer(
                "/huge", n -> new Receiver.Reply(200, Map.of("Content-Type", "text/plain"), "x".repeat(5_000_000)));
        String id = targets.submit(api, "/huge", Map.of());
        JsonPath task = ended(id, "SUCCEEDED");
        assertEquals(Output.MOST_BYTES, task.getString("data.output.text").length());
        assertTrue(task.getBoolean("data.output.truncated"));
    }

    @Test
    void nobodyAtTheTargetIsTriedAgain() throws IOException {
        // Given: a port that was just given back
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        // When
        String id = targets.submit(
                api, "/", Map.of("max_attempts", 2, "target", Map.of("url", "http://127.0.0.1:" + port + "/")));

        // Then
        JsonPath task = ended(id, "DEAD");
        assertEquals("ATTEMPTS_EXHAUSTED", task.getString("data.reason"));
        assertEquals(List.of("ConnectFailed", "ConnectFailed"), task.getList("data.attempts.error.type"));
    }

    @Test
    void aCallThatIsLongerThanItsLeaseIsMadeOnce() {
        // Given: a lease holds for two seconds
        targets.hold("/long");
        String id = targets.submit(api, "/long", Map.of());
        await().until(targets::inside, Matchers.equalTo(1));
        String first = api.task(id).getString("data.attempts[0].lease_expires_at");

        // When
        await().until(() -> Instant.now().isAfter(Instant.parse(first).plusMillis(1_500)));
        targets.open();

        // Then
        assertEquals(1, ended(id, "SUCCEEDED").getList("data.attempts").size());
        assertEquals(1, targets.calls("/long").size());
    }

    @ParameterizedTest
    @CsvSource({"graceful", "force"})
    void aCancelCutsTheCallOff(String mode) {
        // Given
        targets.hold("/hang");
        String id = targets.submit(api, "/hang", Map.of());
        await().until(targets::inside, Matchers.equalTo(1));

        // When
        api.post("/api/v1/tasks/" + id + "/cancel", Map.of("mode", mode)).then().statusCode(200);

        // Then
        assertEquals(1, ended(id, "CANCELLED").getList("data.attempts").size());
        await().until(() -> keeper.underWay().isEmpty());
    }

    @Test
    void oneKeyDoesNotStandForTwoTargets() {
        targets.submit(api, "/a", Map.of("idempotency_key", "k"));
        api.post("/api/v1/tasks", targets.task("/b", Map.of("idempotency_key", "k")))
                .then()
                .statusCode(422)
                .body("error.code", Matchers.equalTo("IDEMPOTENCY_CONFLICT"));
    }

    @Test
    void whatIsWrongWithATargetIsNamedAndInABulkTheGoodOnesCount() {
        Map<String, Object> bad = Map.of(
                "type",
                "x",
                "payload",
                1,
                "target",
                Map.of("url", "http://10.0.0.1/", "method", "TRACE", "headers", Map.of("Host", "a")));
        api.post("/api/v1/tasks/bulk", Map.of("tasks", List.of(bad, targets.task("/good", Map.of()))))
                .then()
                .statusCode(200)
                .body("data.accepted", Matchers.equalTo(1))
                .body(
                        "data.results[0].error.errors.field",
                        Matchers.equalTo(List.of(
                                "tasks[0].target.url", "tasks[0].target.method", "tasks[0].target.headers.Host")));
        await().until(() -> targets.calls("/good").size(), Matchers.equalTo(1));
    }
}
