package dev.headrace.e2e.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of failures, through the public port: scenarios E1 and E2. */
@Timeout(60)
class FailureJourneyIT {
    private final Api api = SharedSuite.get().admin();
    private final String queue = "failures-" + UUID.randomUUID();
    private String worker = "";

    @BeforeEach
    void register() throws IOException {
        ObjectNode registration = Api.object().put("name", "failing");
        registration.putArray("queues").add(queue);
        worker = api.post("/api/v1/workers", registration)
                .expect(201)
                .data()
                .path("worker_id")
                .asText();
    }

    private String submit() throws IOException {
        ObjectNode task =
                Api.object().put("type", "e2e.failing").put("queue", queue).put("max_attempts", 5);
        task.putObject("payload");
        return api.post("/api/v1/tasks", task).expect(202).data().path("id").asText();
    }

    private JsonNode lease() throws IOException {
        ObjectNode body = Api.object().put("worker_id", worker).put("max", 1).put("wait_ms", 20_000);
        return api.post("/api/v1/leases", body).expect(200).data().path("tasks").path(0);
    }

    private void answer(JsonNode leased, String result, ObjectNode more) throws IOException {
        ObjectNode outcome = Api.object();
        outcome.put("task_id", leased.path("id").asText())
                .put("lease", leased.path("lease").asLong())
                .put("result", result)
                .setAll(more);
        ObjectNode body = Api.object();
        body.putArray("outcomes").add(outcome);
        JsonNode reply = api.post("/api/v1/leases/outcomes", body).expect(200).data();
        assertEquals("accepted", reply.path("outcomes").path(0).path("status").asText(), reply.toString());
    }

    private void fail(JsonNode leased, String type, String message) throws IOException {
        ObjectNode more = Api.object();
        more.putObject("error").put("type", type).put("message", message);
        answer(leased, "failed", more);
    }

    /** E1. The delay is up to a second: that of the policy for broken connections. */
    @Test
    void aTransientFailureIsTriedAgainAndTheTaskSucceeds() throws IOException {
        // Given
        String id = submit();
        fail(lease(), "ConnectionResetError", "[Errno 104] Connection reset by peer");

        // When
        JsonNode second = lease();
        answer(second, "succeeded", Api.object());

        // Then
        JsonNode task = api.get("/api/v1/tasks/" + id).expect(200).data();
        assertEquals(id, second.path("id").asText());
        assertEquals("SUCCEEDED", task.path("state").asText(), task.toString());
        assertEquals(2, task.path("attempts").size(), task.toString());
        JsonNode failure = task.path("attempts").path(0).path("failure");
        assertEquals("TRANSIENT_NETWORK", failure.path("failure_type").asText(), task.toString());
        assertEquals(
                "class TRANSIENT_NETWORK", failure.path("retry").path("policy").asText());
        assertFalse(task.path("attempts").path(1).has("failure"), task.toString());
    }

    /** E2. */
    @Test
    void aPermanentFailureIsGivenUpAtOnce() throws IOException {
        // Given
        String id = submit();

        // When
        fail(lease(), "jsonschema.exceptions.ValidationError", "'name' is a required property");

        // Then
        JsonNode task = api.get("/api/v1/tasks/" + id).expect(200).data();
        assertEquals("DEAD", task.path("state").asText(), task.toString());
        assertEquals("PERMANENT_FAILURE", task.path("reason").asText(), task.toString());
        assertEquals(1, task.path("attempts").size(), task.toString());
        JsonNode trends = api.get("/api/v1/failures/trends?task_type=e2e.failing")
                .expect(200)
                .data();
        assertTrue(trends.path("total").asInt() >= 1, trends.toString());
        JsonNode asked = api.post(
                        "/api/v1/failures/classify",
                        Api.object().set("error", Api.object().put("type", "jsonschema.exceptions.ValidationError")))
                .expect(200)
                .data();
        assertEquals("PERMANENT_INVALID_INPUT", asked.path("failure_type").asText());
        assertTrue(asked.path("permanent").asBoolean(), asked.toString());
        assertEquals(
                15,
                api.get("/api/v1/failures/types")
                        .expect(200)
                        .data()
                        .path("types")
                        .size());
        api.get("/api/v1/retry-policies").expect(200);
    }
}
