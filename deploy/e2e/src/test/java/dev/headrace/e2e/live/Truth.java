package dev.headrace.e2e.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Evidence.Event;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.witness.EventLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Tasks of a queue of their own, and what the topic says of them. */
final class Truth implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Api caller;
    private final String queue = "live-" + UUID.randomUUID();
    private final EventLog log = new EventLog(SharedSuite.get().parts().kafka().bootstrapServers());

    Truth(Api caller) {
        this.caller = caller;
    }

    String queue() {
        return queue;
    }

    /** A task that waits. */
    String submit(String type) throws IOException {
        ObjectNode task = Api.object().put("type", type).put("queue", queue);
        task.putObject("payload");
        return caller.post("/api/v1/tasks", task).expect(202).data().path("id").asText();
    }

    /** So many tasks that wait, submitted together: one event each. */
    void submitMany(int count) throws IOException {
        ObjectNode bulk = Api.object();
        for (int i = 0; i < count; i++) {
            bulk.withArray("tasks")
                    .addObject()
                    .put("type", "live.many")
                    .put("queue", queue)
                    .putObject("payload");
        }
        caller.post("/api/v1/tasks/bulk", bulk).expect(200);
    }

    /** A batch of so many tasks that wait. */
    String submitBatch(int size) throws IOException {
        ObjectNode batch = Api.object().put("type", "live.batch").put("queue", queue);
        for (int i = 0; i < size; i++) {
            batch.withArray("items").addObject().put("payload", i);
        }
        return caller.post("/api/v1/batches", batch)
                .expect(202)
                .data()
                .path("id")
                .asText();
    }

    /** A worker leases the one task that waits, and succeeds. */
    void work() throws IOException {
        ObjectNode registration = Api.object().put("name", "live");
        registration.putArray("queues").add(queue);
        String worker = caller.post("/api/v1/workers", registration)
                .expect(201)
                .data()
                .path("worker_id")
                .asText();
        ObjectNode ask = Api.object().put("worker_id", worker).put("wait_ms", 10_000);
        JsonNode leased = caller.post("/api/v1/leases", ask).expect(200).data().at("/tasks/0");
        ObjectNode outcomes = Api.object();
        outcomes.putArray("outcomes")
                .addObject()
                .put("task_id", leased.path("id").asText())
                .put("lease", leased.path("lease").asLong())
                .put("result", "succeeded");
        caller.post("/api/v1/leases/outcomes", outcomes).expect(200);
    }

    /** What the topic says, once it has so many events of the queue. */
    List<Event> events(int count) {
        List<Event> events = new ArrayList<>();
        await(count + " events").atMost(PATIENCE).until(() -> {
            events.clear();
            events.addAll(log.events(queue));
            return events.size() >= count;
        });
        return events;
    }

    /** What was seen is what the topic says: all of it, each once, and of each task in its order. */
    void wasSeen(Collection<JsonNode> seen) {
        List<Event> events = events(seen.size());
        Map<String, List<String>> truth = new TreeMap<>();
        events.forEach(each ->
                truth.computeIfAbsent(each.taskId(), t -> new ArrayList<>()).add(each.type() + " " + each.id()));
        Map<String, List<String>> shown = new TreeMap<>();
        seen.forEach(each -> shown.computeIfAbsent(each.path("subject").asText(), t -> new ArrayList<>())
                .add(each.path("type").asText() + " " + each.path("id").asText()));
        assertEquals(truth, shown);
    }

    @Override
    public void close() {
        log.close();
    }
}
