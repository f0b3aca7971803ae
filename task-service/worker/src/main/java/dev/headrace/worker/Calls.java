package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The calls of the worker protocol: their bodies and answers. */
final class Calls implements Link {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(5);
    private static final Duration WITH_OUTCOMES = Duration.ofMillis(500);
    private static final long LEAST_BEAT_MS = 100;
    private static final long MOST_BEAT_MS = 60_000;

    private final Api api;
    private final Settings settings;

    Calls(Api api, Settings settings) {
        this.api = api;
        this.settings = settings;
    }

    /** How the server knows this worker, and how often it wants to hear of it. */
    record Registration(String workerId, Duration beat) {}

    Registration register() throws ApiFailure, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("name", settings.name()).put("slots", settings.slots());
        settings.handlers().keySet().forEach(body.putArray("types")::add);
        settings.queues().forEach(body.putArray("queues")::add);
        JsonNode data = api.post("/workers", bytes(body), PATIENCE);
        long beat = data.path("heartbeat_ms").asLong(10_000);
        if (settings.lease().toMillis() > 0) {
            beat = Math.min(beat, settings.lease().toMillis() / 3);
        }
        return new Registration(
                text(data, "worker_id"), Duration.ofMillis(Math.max(LEAST_BEAT_MS, Math.min(MOST_BEAT_MS, beat))));
    }

    /**
     * What a lease call brought.
     *
     * @param polls the server's advice; 0 asks to drain
     * @param told an answer for each outcome that was sent
     */
    record Leased(List<LeasedTask> tasks, int polls, JsonNode told) {}

    @Override
    public Leased lease(Step.Lease call) throws ApiFailure, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("worker_id", call.workerId())
                .put("max", call.max())
                .put("wait_ms", wait(call).toMillis());
        if (settings.lease().toMillis() > 0) {
            body.put("lease_ms", settings.lease().toMillis());
        }
        JsonNode data = api.post(
                "/leases", withOutcomes(body, call.outcomes()), settings.park().plus(PATIENCE));
        List<LeasedTask> tasks = new ArrayList<>();
        for (JsonNode task : data.path("tasks")) {
            tasks.add(LeasedTask.of(task));
        }
        return new Leased(tasks, data.path("advice").path("polls").asInt(1), data.path("outcomes"));
    }

    /** A call that brings outcomes does not park for long: it tells what became of them only when it ends. */
    Duration wait(Step.Lease call) {
        boolean brief = !call.outcomes().isEmpty() && settings.park().compareTo(WITH_OUTCOMES) > 0;
        return brief ? WITH_OUTCOMES : settings.park();
    }

    @Override
    public JsonNode answer(List<Outcome> outcomes) throws ApiFailure, InterruptedException {
        return api.post("/leases/outcomes", withOutcomes(JSON.createObjectNode(), outcomes), PATIENCE)
                .path("outcomes");
    }

    /** What the server says to a heartbeat. */
    record Pulse(List<String> cancel, List<String> stale, boolean drain) {}

    /** @param told a progress text for each task that has news, in the order of the tasks */
    Pulse beat(String workerId, Collection<Task> tasks, List<String> told) throws ApiFailure, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        var leases = body.putArray("leases");
        int i = 0;
        for (Task task : tasks) {
            ObjectNode lease = leases.addObject().put("task_id", task.id()).put("lease", task.lease());
            String progress = told.get(i++);
            if (!progress.isEmpty()) {
                lease.putRawValue("progress", new RawValue(progress));
            }
        }
        JsonNode data = api.post("/workers/" + workerId + "/heartbeat", bytes(body), PATIENCE);
        return new Pulse(
                texts(data.path("cancel")),
                texts(data.path("stale")),
                data.path("drain").asBoolean());
    }

    /** Makes the server forget the worker; whatever it holds is handed back. */
    void deregister(String workerId) throws ApiFailure, InterruptedException {
        api.delete("/workers/" + workerId, PATIENCE_AT_THE_END);
    }

    /** Puts the outcomes, which are JSON already, into an object that has no such member. */
    private static byte[] withOutcomes(ObjectNode object, List<Outcome> outcomes) {
        String members = object.toString();
        StringBuilder body = new StringBuilder(members.length() + 256 * outcomes.size());
        body.append(members, 0, members.length() - 1).append(members.length() > 2 ? "," : "");
        String items = outcomes.stream().map(Outcome::json).collect(Collectors.joining(","));
        return bytes(body.append("\"outcomes\":[").append(items).append("]}").toString());
    }

    private static String text(JsonNode data, String field) throws ApiFailure {
        if (!data.path(field).isTextual()) {
            throw new ApiFailure(0, "", "the answer has no " + field, Duration.ZERO, null);
        }
        return data.path(field).asText();
    }

    /** What is said to no outcomes. */
    JsonNode nothing() {
        return JSON.createArrayNode();
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static byte[] bytes(ObjectNode body) {
        return bytes(body.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
