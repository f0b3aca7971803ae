package dev.headrace.task.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.Told;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people decide about dead letters is told. */
@OnEngines
@Timeout(60)
class LetterEventsIT {
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String PREFIX = "dev.headrace.dead_letter.";

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    @Inject
    DataSource tables;

    private List<String> letters() {
        return api.get(LETTERS + "?limit=500").getList("data.id");
    }

    private void decide(String id, String what, Map<String, Object> body) {
        api.post(LETTERS + "/" + id + "/" + what, body).then().statusCode(200);
    }

    private static JsonNode data(CloudEvent event) {
        return JsonBytes.tree(event.data().getBytes(StandardCharsets.UTF_8));
    }

    /** The first so many events of dead letters, with as many as come with them. */
    private List<CloudEvent> told(int n) {
        List<CloudEvent> events = Told.of(
                tenant,
                all -> all.stream().filter(e -> e.type().startsWith(PREFIX)).count() >= n);
        return events.stream().filter(e -> e.type().startsWith(PREFIX)).toList();
    }

    @Test
    void whateverIsDecidedAboutOneIsToldInOrder() throws SQLException {
        // Given
        Deaths.of(tables, tenant, "alone", "mail.send", 1, "disk full");
        String id = letters().getFirst();
        String task = api.get(LETTERS + "/" + id).getString("data.task_id");
        TaskApi.Worker worker = api.worker();

        // When
        decide(id, "assign", Map.of("assignee", "ann"));
        decide(id, "notes", Map.of("text", "the disk"));
        decide(id, "abandon", Map.of("reason", "too old"));
        decide(id, "resolve", Map.of());
        api.post("/api/v1/tasks/" + task + "/retry", Map.of("reason", "as a task"))
                .then()
                .statusCode(200);
        worker.answer(worker.next().failed(Map.of("message", "m", "retryable", false)));
        decide(id, "retry", Map.of("priority", "HIGH", "reason", "again"));
        worker.answer(worker.next().succeeded());

        // Then
        List<CloudEvent> events = told(7);
        assertEquals(
                List.of("assigned", "noted", "abandoned", "resolved", "retried", "retried", "resolved"),
                events.stream().map(e -> e.type().substring(PREFIX.length())).toList());
        events.forEach(event -> {
            assertEquals(task, event.subject());
            assertEquals(id, data(event).at("/dead_letter/id").asText());
            assertEquals("mail.send", data(event).at("/dead_letter/type").asText());
        });
        assertEquals("ann", data(events.get(0)).at("/dead_letter/assignee").asText());
        assertEquals("the disk", data(events.get(1)).path("reason").asText());
        JsonNode abandoned = data(events.get(2));
        assertEquals("PENDING", abandoned.path("was").asText());
        assertEquals("ABANDONED", abandoned.at("/dead_letter/status").asText());
        assertEquals("too old", abandoned.path("reason").asText());
        assertEquals("alone", abandoned.path("by").asText());
        assertEquals("RESOLVED", data(events.get(4)).path("was").asText());
        assertEquals("as a task", data(events.get(4)).path("reason").asText());
        assertEquals("HIGH", data(events.get(5)).at("/dead_letter/priority").asText());
        JsonNode settled = data(events.get(6));
        assertEquals("RETRYING", settled.path("was").asText());
        assertFalse(settled.has("by"));
    }

    @Test
    void eachOfAGroupIsToldWithItsAction() throws SQLException {
        // Given: more than a step, and more than a row of the outbox
        Deaths.of(tables, tenant, "alone", "mail.send", 700, "disk full");
        Deaths.of(tables, tenant, "alone", "mail.send", 3, "other");
        String group = api.get(LETTERS + "/groups").getString("data[0].fingerprint");
        List<String> others = api.get(LETTERS + "?limit=500&text=other").getList("data.id");

        // When
        String action = api.post(
                        LETTERS + "/actions", Map.of("action", "retry", "filter", Map.of("fingerprint", group)))
                .then()
                .statusCode(202)
                .extract()
                .path("data.id");
        String named = api.post(LETTERS + "/actions", Map.of("action", "resolve", "ids", others))
                .then()
                .statusCode(200)
                .extract()
                .path("data.action_id");

        // Then
        List<CloudEvent> events = told(703);
        assertEquals(703, events.size());
        assertEquals(703, new HashSet<>(events.stream().map(CloudEvent::subject).toList()).size());
        assertNotNull(named);
        events.forEach(event -> assertEquals(
                event.type().endsWith("retried") ? action : named,
                data(event).path("action_id").asText()));
        assertEquals(
                3, events.stream().filter(e -> e.type().endsWith("resolved")).count());
    }

    @Test
    void whatIsRefusedIsNotTold() throws SQLException {
        // Given
        Deaths.of(tables, tenant, "alone", "mail.send", 2, "disk full");
        List<String> ids = letters();
        decide(ids.getFirst(), "resolve", Map.of());

        // When
        api.post(LETTERS + "/actions", Map.of("action", "abandon", "ids", ids))
                .then()
                .statusCode(200);

        // Then
        // Events of different tasks have no order among them.
        Map<String, String> told = told(2).stream()
                .collect(Collectors.toMap(
                        event -> data(event).at("/dead_letter/id").asText(), CloudEvent::type));
        assertEquals(Map.of(ids.getFirst(), PREFIX + "resolved", ids.getLast(), PREFIX + "abandoned"), told);
    }
}
