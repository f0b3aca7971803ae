package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that come back. The gateway under test keeps 50 events in memory and reads at most 150 again. */
@QuarkusTest
@Timeout(120)
class ResumeIT extends RunningGateway {

    private EventLog log;
    private @Nullable LiveClient watcher;

    @BeforeEach
    void connect() {
        log = new EventLog(config("kafka.bootstrap.servers"));
    }

    @AfterEach
    void disconnect() {
        if (watcher != null) {
            watcher.close();
        }
        log.close();
    }

    @Test
    void aFewEventsComeFromMemoryInOrder() {
        // Given
        JsonNode key = makeKey("few", List.of("operator"));
        String last = lastOf(key, "few");
        List<String> missed = publish("few", 10);

        // When
        LiveClient again = open(key, "/ws?last_event_id=" + last);

        // Then
        again.next("hello");
        assertTrue(again.next("subscribed").path("last_event_id").isMissingNode());
        assertEquals(missed, messages(again, 10));
        again.next("live");
        again.close();
    }

    @Test
    void manyEventsAreReadAgainForWhoeverReadsThem() {
        // Given
        JsonNode key = makeKey("crowd", List.of("operator"));
        String last = lastOf(key, "crowd");
        List<String> missed = publish("crowd", 120);

        // When
        LiveClient again = open(key, "/ws");
        again.next("hello");
        again.send("{\"type\":\"subscribe\",\"id\":\"a\",\"last_event_id\":\"" + last + "\"}");
        again.next("subscribed");

        // Then
        assertEquals(missed, messages(again, 120));
        String caughtUp = again.next("live").get("last_event_id").asText();
        log.dead("crowd", "x", "later");
        assertEquals("later", message(again.event()));
        // And again from there, from memory.
        LiveClient third = open(key, "/ws?last_event_id=" + caughtUp);
        third.next("hello");
        third.next("subscribed");
        assertEquals("later", message(third.event()));
        again.close();
        third.close();
    }

    @Test
    void whatIsTooMuchIsAGapAndThenGoesOn() {
        // Given
        JsonNode key = makeKey("gap", List.of("operator"));
        String last = lastOf(key, "gap");
        publish("gap", 160);

        // When
        LiveClient again = open(key, "/ws?last_event_id=" + last);

        // Then
        again.next("hello");
        again.next("subscribed");
        assertEquals("TOO_MANY", again.next("gap").get("reason").asText());
        log.dead("gap", "x", "now");
        assertEquals("now", message(again.event()));
        again.close();
    }

    @Test
    void anIdOfAnotherLogIsAGap() {
        LiveClient first = open(makeKey("else", List.of("operator")), "/ws?events=*");
        first.next("hello");
        Position position =
                Position.parse(first.next("subscribed").get("last_event_id").asText());
        position.advance(0, position.next(0) + 1_000_000);

        LiveClient again = open(makeKey("else", List.of("operator")), "/ws?last_event_id=" + position.text());

        again.next("hello");
        again.next("subscribed");
        assertEquals("OTHER_LOG", again.next("gap").get("reason").asText());
        first.close();
        again.close();
    }

    @Test
    void whatTheLogDoesNotKeepAnyMoreIsAGapAndThenItGoesOn() {
        // Given
        LiveClient first = open(makeKey("old", List.of("operator")), "/ws?events=*");
        first.next("hello");
        String last = first.next("subscribed").get("last_event_id").asText();
        first.close();
        log.dead("elsewhere", "x", "missed by nobody");
        log.deleteAll();

        // When: nothing of this tenant is in memory
        LiveClient again = open(makeKey("forgotten", List.of("operator")), "/ws?last_event_id=" + last);

        // Then
        again.next("hello");
        again.next("subscribed");
        assertEquals("NOT_KEPT", again.next("gap").get("reason").asText());
        log.dead("forgotten", "x", "now");
        assertEquals("now", message(again.event()));
        again.close();
    }

    @Test
    void heartbeatsBringTheLastIdForward() {
        LiveClient client = open(makeKey("beat", List.of("operator")), "/ws?events=task.succeeded");
        client.next("hello");
        Position start =
                Position.parse(client.next("subscribed").get("last_event_id").asText());

        log.dead("beat", "x", "not wanted");

        Position later =
                Position.parse(client.next("heartbeat").get("last_event_id").asText());
        while (later.toString().equals(start.toString())) {
            later = Position.parse(client.next("heartbeat").get("last_event_id").asText());
        }
        assertEquals(1, start.distance(later));
        client.close();
    }

    /** A client that has seen one event and gone. Another one stays and watches. */
    private String lastOf(JsonNode key, String tenant) {
        LiveClient other = open(key, "/ws?events=*");
        watcher = other;
        other.next("hello");
        other.next("subscribed");
        LiveClient client = open(key, "/ws?events=*");
        client.next("hello");
        client.next("subscribed");
        log.dead(tenant, "x", "seen");
        String last = client.event().get("id").asText();
        client.close();
        other.event();
        return last;
    }

    /** They have been read by the gateway when this returns: what it has not read yet is nothing that somebody missed. */
    private List<String> publish(String tenant, int count) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String message = tenant + "-" + i;
            // One task: one partition, so that the order is told.
            log.dead(tenant, "x", message, new UUID(tenant.hashCode(), 1));
            messages.add(message);
        }
        messages(Objects.requireNonNull(watcher), count);
        return messages;
    }

    private static List<String> messages(LiveClient client, int count) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(message(client.event()));
        }
        return messages;
    }

    private static String message(JsonNode event) {
        return event.at("/event/data/error/message").asText();
    }

    private static LiveClient open(JsonNode key, String path) {
        return new LiveClient(
                CLIENT,
                URI.create("ws://127.0.0.1:" + port() + path),
                key.get("key").asText(),
                true);
    }
}
