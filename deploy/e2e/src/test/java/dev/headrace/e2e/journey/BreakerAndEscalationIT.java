package dev.headrace.e2e.journey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.witness.Dependency;
import dev.headrace.e2e.witness.EventLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * E4: a breaker opens, half-opens and closes, over two replicas. E5: tasks rise after 6, 12 and 24 hours, and those of an enterprise
 * tenant before their quarter of an hour is over; a day passes in seconds.
 */
@Timeout(120)
class BreakerAndEscalationIT {
    private final SharedSuite suite = SharedSuite.get();
    private final String tenant = "day-" + UUID.randomUUID().toString().substring(0, 8);

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200));
    }

    private static String submit(Api api, ObjectNode task) throws IOException {
        return api.post("/api/v1/tasks", task).expect(202).data().path("id").asText();
    }

    private static JsonNode task(Api api, String id) throws IOException {
        return api.get("/api/v1/tasks/" + id).expect(200).data();
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    @Test
    void aBreakerOpensHalfOpensAndCloses() throws Exception {
        try (Dependency server = new Dependency(503)) {
            // Given
            Api api = suite.tenant(tenant, "unlimited");
            String breaker = "/api/v1/breakers/host:" + server.host();
            ObjectNode settings = Api.object()
                    .put("enabled", true)
                    .put("min_count", 5)
                    .put("open_ms", 1_000)
                    .put("max_open_ms", 2_000)
                    .put("probes", 1)
                    .put("probe_ms", 1_000);
            api.put(breaker, settings).expect(200);

            // When everything that goes there fails
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ids.add(submit(api, push(server)));
            }

            // Then
            soon().until(() ->
                    texts(api.get(breaker).data().path("changes"), "cause").contains("PROBE_FAILED"));
            soon().until(() -> "BREAKER".equals(reason(api, ids)));
            int calls = server.calls();
            JsonNode open = api.get(breaker).expect(200).data();
            assertTrue(calls < 60, "called " + calls + " times");
            assertTrue(open.path("opened").asInt() >= 2, open::toString);

            // When it works again
            server.answer(204);

            // Then
            soon().until(() -> allSucceeded(api, ids));
            soon().until(() ->
                    "CLOSED".equals(api.get(breaker).data().path("state").asText()));
            List<String> causes = texts(api.get(breaker).data().path("changes"), "cause");
            assertEquals("TOO_MANY_FAILURES", causes.getLast());
            assertEquals("PROBE_SUCCEEDED", causes.getFirst());
            assertTold("host:" + server.host(), open.path("opened").asInt());
        }
    }

    /** Each opening is told, and then that it closed. */
    private void assertTold(String breaker, int opened) {
        try (EventLog log = new EventLog(suite.parts().kafka().bootstrapServers())) {
            soon().until(() -> log.types(breaker).contains("breaker.closed"));
            List<String> types = log.types(breaker);
            assertTrue(types.stream().filter("breaker.opened"::equals).count() >= opened, types::toString);
            assertEquals("breaker.closed", types.getLast());
        }
    }

    private static ObjectNode push(Dependency server) {
        ObjectNode task = Api.object().put("type", "push").put("max_attempts", 100);
        task.putObject("payload");
        task.putObject("target").put("url", "http://" + server.host() + "/work");
        task.putObject("retry").put("strategy", "fixed").put("base_ms", 20).put("jitter", "none");
        return task;
    }

    private static String reason(Api api, List<String> ids) throws IOException {
        return task(api, ids.getLast()).path("waiting").path("reason").asText();
    }

    private static boolean allSucceeded(Api api, List<String> ids) throws IOException {
        for (String id : ids) {
            if (!"SUCCEEDED".equals(task(api, id).path("state").asText())) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aDayOfWaiting() throws Exception {
        // Given
        Api api = suite.tenant(tenant, "free");
        String old = submit(api, waiting("LOW"));
        String late = submit(api, waiting("HIGH"));
        suite.tasks().age(tenant, Duration.ofHours(6));
        soon().until(() ->
                task(api, late).path("waiting").path("urgency").path("score").asDouble() == 3.5);

        // When six more hours pass
        suite.tasks().age(tenant, Duration.ofHours(6));

        // Then
        soon().until(() -> changes(api, old).equals(List.of("LOW to NORMAL: waited for 12 h (+1)")));
        assertEquals(List.of("HIGH to CRITICAL: waited for 12 h (+1)"), changes(api, late));

        // When it is a day
        suite.tasks().age(tenant, Duration.ofHours(12));
        soon().until(() -> changes(api, old).size() == 2);
        String fresh = submit(api, waiting("NORMAL"));

        // Then the old ones go first, once each, in two replicas
        assertEquals("NORMAL to HIGH: waited for 24 h (+2)", changes(api, old).getLast());
        assertEquals(List.of(late, old, fresh), leased(api));
    }

    @Test
    void anEnterpriseTenantsQuarterOfAnHour() throws Exception {
        // Given
        Api api = suite.tenant(tenant, "enterprise");
        String id = submit(api, waiting("NORMAL"));

        // When half of it is over
        suite.tasks().age(tenant, Duration.ofMinutes(8));

        // Then it will be late, since nobody works, and rises
        soon().until(() -> changes(api, id).size() == 1);
        JsonNode risk =
                api.get("/api/v1/tasks/at-risk?within_ms=600000").expect(200).data();
        assertEquals(List.of(id), texts(risk, "id"));

        // When all of it is over
        suite.tasks().age(tenant, Duration.ofMinutes(8));

        // Then
        soon().until(() -> changes(api, id).size() == 2);
        assertEquals(
                "HIGH to CRITICAL: should have started within 15 min (+2)",
                changes(api, id).getLast());
    }

    private static ObjectNode waiting(String priority) {
        ObjectNode task = Api.object().put("type", "patient").put("priority", priority);
        task.putObject("payload");
        return task;
    }

    private static List<String> changes(Api api, String id) throws IOException {
        return texts(task(api, id).path("changes"), "detail");
    }

    private static List<String> leased(Api api) throws IOException {
        String worker = api.post("/api/v1/workers", Api.object().put("name", "late"))
                .expect(201)
                .data()
                .path("worker_id")
                .asText();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ObjectNode ask = Api.object().put("worker_id", worker).put("max", 1).put("wait_ms", 10_000);
            ids.addAll(texts(api.post("/api/v1/leases", ask).expect(200).data().path("tasks"), "id"));
        }
        return ids;
    }
}
