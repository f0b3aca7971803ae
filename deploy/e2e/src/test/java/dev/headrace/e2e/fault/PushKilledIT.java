package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Evidence.Event;
import dev.headrace.e2e.check.Evidence.Stored;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.witness.EventLog;
import dev.headrace.e2e.witness.Target;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every task service is killed while it calls targets: what was under way is called again, and nothing ends twice. */
@Timeout(180)
class PushKilledIT {
    private static final int TASKS = 500;
    private static final int BEFORE = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final SharedSuite suite = SharedSuite.get();
    private final String queue = "push-killed-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void whatWasUnderWayIsCalledAgainAndEveryTaskEndsOnce() throws IOException, SQLException {
        try (Target target = new Target(BEFORE);
                EventLog log = new EventLog(suite.parts().kafka().bootstrapServers())) {
            // Given: calls that hang
            Set<String> ids = submit(target.url());
            await().atMost(PATIENCE).until(target::held, Matchers.greaterThan(5));

            // When
            List<Server> replicas = suite.parts().replicas(Service.TASK);
            replicas.forEach(Server::kill);
            replicas.forEach(replica -> await().atMost(Duration.ofSeconds(10)).until(() -> !replica.running()));
            Set<String> interrupted = target.heldIds();
            target.open();
            replicas.forEach(Server::start);

            // Then
            await().atMost(PATIENCE).until(() -> suite.tasks().unfinished(queue) == 0);
            Map<String, Stored> stored = suite.tasks().tasks(queue);
            assertEquals(ids, stored.keySet());
            stored.values().forEach(PushKilledIT::succeededOnce);
            assertEquals(ids, target.calls().keySet());
            interrupted.forEach(id -> assertTrue(target.calls().getOrDefault(id, 0) >= 2, id + " was not repeated"));
            awaitOneEndEach(log, ids);
            assertEquals(List.of(), suite.tasks().broken());
        }
    }

    private Set<String> submit(String url) throws IOException {
        ObjectNode body = Api.object();
        ArrayNode tasks = body.putArray("tasks");
        for (int i = 0; i < TASKS; i++) {
            ObjectNode task = tasks.addObject().put("type", "push").put("queue", queue);
            task.putObject("payload").put("n", i);
            task.putObject("target").put("url", url);
        }
        JsonNode results = suite.admin()
                .post("/api/v1/tasks/bulk", body)
                .expect(200)
                .data()
                .path("results");
        Set<String> ids = new HashSet<>();
        results.forEach(result -> ids.add(result.path("id").asText()));
        assertEquals(TASKS, ids.size());
        return ids;
    }

    private static void succeededOnce(Stored task) {
        assertEquals("SUCCEEDED", task.state(), task.id());
        List<String> outcomes =
                task.attempts().stream().map(attempt -> attempt.outcome()).toList();
        assertEquals(1, outcomes.stream().filter("succeeded"::equals).count(), () -> task.id() + ": " + outcomes);
    }

    /** Events are told at least once: a repeated one has the same id. */
    private void awaitOneEndEach(EventLog log, Set<String> ids) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Event> ends = log.events(queue).stream()
                    .filter(event -> event.type().equals("task.succeeded"))
                    .toList();
            assertEquals(ids, ends.stream().map(Event::taskId).collect(Collectors.toSet()));
            assertEquals(TASKS, ends.stream().map(Event::id).distinct().count());
        });
    }
}
