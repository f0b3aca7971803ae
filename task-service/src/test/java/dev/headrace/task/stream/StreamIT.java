package dev.headrace.task.stream;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class StreamIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    private void submit(String type, int count) {
        List<Map<String, Object>> tasks = IntStream.range(0, count)
                .mapToObj(i -> Map.<String, Object>of("type", type, "payload", Map.of("i", i)))
                .toList();
        api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).then().statusCode(200);
    }

    private static String outcome(JsonNode task, String result) {
        return "{\"task_id\":" + task.get("id") + ",\"lease\":" + task.get("lease") + ",\"result\":\"" + result + "\"}";
    }

    private static String outcomes(String ref, List<JsonNode> tasks, String result) {
        List<String> all = tasks.stream().map(t -> outcome(t, result)).toList();
        return "{\"type\":\"outcomes\",\"ref\":\"" + ref + "\",\"outcomes\":[" + String.join(",", all) + "]}";
    }

    private int refusal(TaskApi.Worker worker, String query) {
        CompletionException refused = assertThrows(CompletionException.class, () -> StreamClient.of(worker, query));
        return assertInstanceOf(WebSocketHandshakeException.class, refused.getCause())
                .getResponse()
                .statusCode();
    }

    @Test
    void creditsAreHonouredExactly() {
        // Given
        submit("a", 30);
        try (StreamClient stream = StreamClient.of(api.worker())) {
            assertNull(stream.next(300));

            // When
            stream.credit(3);
            assertEquals(3, stream.tasks(3).size());
            assertNull(stream.next(300));
            stream.credit(2).credit(4);

            // Then
            assertEquals(6, stream.tasks(6).size());
            assertNull(stream.next(500));
        }
    }

    @Test
    void creditsThatComeWhileThePollWaitsCountToo() {
        // Given
        try (StreamClient stream = StreamClient.of(api.worker())) {
            stream.credit(1).credit(4);

            // When
            submit("a", 10);

            // Then
            assertEquals(5, stream.tasks(5).size());
            assertNull(stream.next(500));
        }
    }

    @Test
    void aTaskLooksAsOverHttpAndItsOutcomeIsAnsweredWithTheReference() {
        // Given
        String id = api.submit("a");
        try (StreamClient stream = StreamClient.of(api.worker(), "?lease_ms=5000")) {
            JsonNode task = stream.credit(1).tasks(1).getFirst();
            assertEquals(id, task.get("id").asText());
            assertEquals(
                    List.of(
                            "id",
                            "lease",
                            "attempt",
                            "max_attempts",
                            "type",
                            "queue",
                            "priority",
                            "payload",
                            "created_at",
                            "lease_expires_at"),
                    iterable(task));

            // When
            stream.say(outcomes("first", List.of(task), "succeeded"));

            // Then
            JsonNode answer = stream.next("outcomes");
            assertEquals("first", answer.get("ref").asText());
            assertEquals("accepted", answer.at("/outcomes/0/status").asText());
            assertEquals("SUCCEEDED", api.state(id));
            stream.say(outcomes("again", List.of(task), "failed"));
            assertEquals(
                    "stale", stream.next("outcomes").at("/outcomes/0/status").asText());
        }
    }

    private static List<String> iterable(JsonNode node) {
        List<String> names = new java.util.ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void onlyTheAskedTypesAndQueuesCome() {
        // Given
        api.submit(Map.of("type", "a", "payload", 1, "queue", "q1"));
        String wanted = api.submit(Map.of("type", "b", "payload", 1, "queue", "q2"));
        api.submit(Map.of("type", "c", "payload", 1, "queue", "q3"));

        // When
        try (StreamClient stream = StreamClient.of(api.worker(), "?types=b,d&queues=q1&queues=q2")) {
            JsonNode task = stream.credit(5).tasks(1).getFirst();

            // Then
            assertEquals(wanted, task.get("id").asText());
            assertNull(stream.next(300));
        }
    }

    @Test
    void aHeartbeatProlongsAndTellsOfCancelsAndLostLeases() {
        // Given
        submit("a", 2);
        try (StreamClient stream = StreamClient.of(api.worker())) {
            List<JsonNode> tasks = stream.credit(2).tasks(2);
            String first = tasks.getFirst().get("id").asText();
            api.post("/api/v1/tasks/" + first + "/cancel", Map.of()).then().statusCode(200);
            JsonNode pushed = stream.next("cancel");
            assertEquals(first, pushed.at("/cancel/0").asText());

            // When
            String leases = String.join(
                    ",",
                    tasks.stream()
                            .map(t -> "{\"task_id\":" + t.get("id") + ",\"lease\":" + t.get("lease") + "}")
                            .toList());
            stream.say("{\"type\":\"heartbeat\",\"ref\":\"h\",\"leases\":[" + leases
                    + ",{\"task_id\":\"018f0000-0000-7000-8000-000000000000\",\"lease\":1}]}");

            // Then
            JsonNode answer = stream.next("heartbeat");
            assertEquals("h", answer.get("ref").asText());
            assertEquals(first, answer.at("/cancel/0").asText());
            assertEquals(
                    "018f0000-0000-7000-8000-000000000000",
                    answer.at("/stale/0").asText());
            assertEquals(1, answer.get("stale").size());
            assertEquals(false, answer.get("drain").asBoolean());
        }
    }

    @Test
    void aRevokedLeaseIsToldAtOnce() {
        // Given
        String id = api.submit("a");
        try (StreamClient stream = StreamClient.of(api.worker())) {
            stream.credit(1).tasks(1);

            // When
            api.post("/api/v1/tasks/" + id + "/cancel", Map.of("mode", "force"))
                    .then()
                    .statusCode(200);

            // Then
            assertEquals(id, stream.next("cancel").at("/stale/0").asText());
        }
    }

    @Test
    void aDrainedStreamGetsNothingMoreAndMayStillAnswer() {
        // Given
        submit("a", 1);
        try (StreamClient stream = StreamClient.of(api.worker())) {
            JsonNode task = stream.credit(5).tasks(1).getFirst();

            // When
            stream.say("{\"type\":\"drain\",\"ref\":\"d\"}");

            // Then
            JsonNode drained = stream.next("drain");
            assertEquals("d", drained.get("ref").asText());
            assertEquals("asked", drained.get("reason").asText());
            submit("a", 1);
            stream.credit(1);
            assertEquals("CONFLICT", stream.next("error").get("code").asText());
            stream.say(outcomes("x", List.of(task), "succeeded"));
            assertEquals("x", stream.next("outcomes").get("ref").asText());
            assertNull(stream.next(300));
        }
    }

    @Test
    void anOperatorsDrainIsToldOnTheStream() {
        // Given
        TaskApi.Worker worker = api.worker();
        try (StreamClient stream = StreamClient.of(worker)) {
            stream.credit(5);

            // When
            api.call().post("/api/v1/workers/" + worker.id() + "/drain").then().statusCode(200);

            // Then
            assertEquals("worker", stream.next("drain").get("reason").asText());
            submit("a", 1);
            assertNull(stream.next(300));
        }
    }

    @Test
    void theStreamOfARemovedWorkerEnds() throws Exception {
        TaskApi.Worker worker = api.worker();
        StreamClient stream = StreamClient.of(worker);

        api.call().delete("/api/v1/workers/" + worker.id()).then().statusCode(200);

        assertEquals("drain", stream.next().get("type").asText());
        assertEquals(4404, stream.closedWith());
    }

    @Test
    void aNewStreamOfTheSameWorkerTakesOver() throws Exception {
        // Given
        TaskApi.Worker worker = api.worker();
        StreamClient old = StreamClient.of(worker).credit(5).say("{\"type\":\"heartbeat\"}");
        old.next("heartbeat");

        // When
        try (StreamClient stream = StreamClient.of(worker).credit(1)) {
            // Then
            assertEquals(4409, old.closedWith());
            submit("a", 2);
            assertEquals(1, stream.tasks(1).size());
        }
    }

    @Test
    void whatABrokenStreamWaitedForGoesToOthers() {
        // Given
        StreamClient broken = StreamClient.of(api.worker()).credit(100);
        JsonNode told = broken.say("{\"type\":\"heartbeat\"}").next("heartbeat");
        assertTrue(told.get("stale").isEmpty());

        // When
        broken.cut();
        submit("a", 20);

        // Then
        List<Leased> others = new java.util.ArrayList<>();
        TaskApi.Worker worker = api.worker();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            others.addAll(worker.lease(Map.of("max", 20, "wait_ms", 1_000)));
            return others.size() == 20;
        });
        assertTrue(others.stream().allMatch(t -> t.attempt() == 1));
    }

    @Test
    void aPausedQueueGivesNothingUntilItIsResumed() {
        // Given
        api.post("/api/v1/queues/halted/pause", Map.of()).then().statusCode(200);
        String id = api.submit(Map.of("type", "a", "payload", 1, "queue", "halted"));
        try (StreamClient stream = StreamClient.of(api.worker()).credit(1)) {
            assertNull(stream.next(500));

            // When
            api.post("/api/v1/queues/halted/resume", Map.of()).then().statusCode(200);

            // Then
            assertEquals(id, stream.tasks(1).getFirst().get("id").asText());
        }
    }

    @Test
    void badMessagesAreNamedByFieldAndTheStreamGoesOn() {
        try (StreamClient stream = StreamClient.of(api.worker())) {
            field(stream.say("{\"type\":\"credit\",\"ref\":\"r\"}"), "n", "r");
            field(stream.say("{\"type\":\"credit\",\"n\":0}"), "n", null);
            field(stream.say("{\"type\":\"credit\",\"n\":\"many\"}"), "n", null);
            field(stream.say("{\"type\":\"credit\",\"n\":1001}"), "n", null);
            field(stream.say("{\"type\":\"credit\",\"n\":1,\"more\":2,\"ref\":\"u\"}"), "more", "u");
            field(stream.say("{\"type\":\"lend\"}"), "type", null);
            field(stream.say("{\"n\":1}"), "type", null);
            field(stream.say("{\"type\":\"outcomes\",\"outcomes\":[]}"), "outcomes.length", null);
            field(stream.say("{\"type\":\"outcomes\",\"outcomes\":[null]}"), "outcomes[0]", null);
            field(stream.say("{\"type\":\"outcomes\",\"outcomes\":[{\"lease\":\"x\"}]}"), "outcomes[0].lease", null);
            field(stream.say("{\"type\":\"heartbeat\",\"leases\":[{\"lease\":1}]}"), "leases[0].task_id", null);
            stream.say("this is no JSON");
            assertEquals("MALFORMED_REQUEST", stream.next("error").get("code").asText());
            stream.sayBytes(new byte[] {1, 2, 3});
            assertEquals("MALFORMED_REQUEST", stream.next("error").get("code").asText());

            // Then
            stream.credit(999).credit(2);
            JsonNode tooMany = stream.next("error");
            assertEquals("TOO_MANY", tooMany.at("/errors/0/code").asText());
            stream.sayInParts(
                    "{\"type\":\"outcomes\",\"outcomes\":[{\"task_id\":\"018f0000-0000-7000-8000-000000000000\",",
                    "\"lease\":1,\"result\":\"succeeded\"}]}");
            assertEquals(
                    "unknown", stream.next("outcomes").at("/outcomes/0/status").asText());
        }
    }

    private static void field(StreamClient stream, String field, @org.jspecify.annotations.Nullable String ref) {
        JsonNode error = stream.next("error");
        assertEquals("VALIDATION_FAILED", error.get("code").asText(), error::toString);
        assertEquals(field, error.at("/errors/0/field").asText(), error::toString);
        assertEquals(ref == null ? "" : ref, error.path("ref").asText(), error::toString);
    }

    @Test
    void whoTalksNonsenseOnAndOnIsCutOff() throws Exception {
        StreamClient stream = StreamClient.of(api.worker());
        for (int i = 0; i <= 20; i++) {
            stream.say("?");
        }
        assertEquals(1008, stream.closedWith());
    }

    @Test
    void aMessageOverItsBoundEndsTheStream() throws Exception {
        StreamClient stream = StreamClient.of(api.worker());
        String half = "x".repeat(700_000);
        stream.sayInParts(half, half);
        assertEquals(1009, stream.closedWith());
    }

    @Test
    void aStreamIsOpenedByItsOwnerOnly() {
        TaskApi.Worker worker = api.worker();
        TaskApi.Worker unknown = new TaskApi.Worker(api, "018f0000-0000-7000-8000-000000000000");

        assertEquals(404, refusal(unknown, ""));
        assertEquals(404, refusal(new TaskApi.Worker(api, "nonsense"), ""));
        assertEquals(404, refusal(new TaskApi.Worker(TaskApi.ofNewTenant(), worker.id()), ""));
        assertEquals(403, refusal(new TaskApi.Worker(TaskApi.of(tenant, "u", Role.USER), worker.id()), ""));
        assertEquals(422, refusal(worker, "?lease_ms=soon"));
        assertEquals(422, refusal(worker, "?lease_ms=10"));
        assertEquals(422, refusal(worker, "?typ=a"));
        api.call()
                .get("/api/v1/workers/" + worker.id() + "/stream")
                .then()
                .statusCode(426)
                .header("Upgrade", "websocket")
                .body("error.code", equalTo("UPGRADE_REQUIRED"));
    }
}
