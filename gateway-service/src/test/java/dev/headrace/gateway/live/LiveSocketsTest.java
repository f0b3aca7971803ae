package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.apikey.KeyChanged;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveSocketsTest {
    private static final Instant MADE = Instant.parse("2026-11-22T00:00:00Z");
    private static final KnownKey KEY = new KnownKey(
            UUID.randomUUID(),
            new Identity("acme", "ann", Set.of(Role.OPERATOR), "free", Set.of()),
            MADE,
            Long.MAX_VALUE,
            List.of());

    private LiveServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LiveServer(KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aSocketWhoseKeyEndedWhileItOpenedIsClosed() throws Exception {
        server.changedKeys().note(new KeyChanged(KEY.id(), MADE.plusSeconds(1)));

        LiveClient client = server.client();

        assertEquals(4401, client.next("closing").get("code").asInt());
        assertEquals(4401, client.closed().get(20, TimeUnit.SECONDS));
    }

    @Test
    void aSocketOfTheKeyAsItIsSinceItsChangeStays() {
        server.changedKeys().note(new KeyChanged(KEY.id(), MADE));

        pings(server.client());
    }

    @Test
    void ofWhomNothingWasHeardForAMinuteIsClosedAndNobodyElse() throws Exception {
        // Given
        LiveClient silent = server.client();
        LiveClient other = server.client();
        long between = System.nanoTime();
        pings(other);

        // When
        server.tick(between + TimeUnit.SECONDS.toNanos(60));

        // Then
        JsonNode closing = silent.next("closing");
        assertEquals(1001, closing.get("code").asInt());
        assertTrue(closing.get("reason").asText().startsWith("Nothing was heard of you"), closing::toString);
        assertEquals(1001, silent.closed().get(20, TimeUnit.SECONDS));
        pings(other);
    }

    @Test
    void whoWaitsForALogThatCannotBeReadIsToldAndMayAskAgain() {
        // Given
        LiveClient client = server.client();
        client.send("{\"type\":\"subscribe\",\"id\":\"a\",\"ref\":\"7\"}");
        pings(client);

        // When
        server.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(11));

        // Then
        JsonNode error = client.next("error");
        assertEquals("UNAVAILABLE", error.get("code").asText());
        assertEquals("a 7", error.get("id").asText() + " " + error.get("ref").asText());
        server.hub().follow(new Position(100));
        client.send("{\"type\":\"subscribe\",\"id\":\"a\"}");
        assertEquals("a", client.next("subscribed").get("id").asText());
    }

    @Test
    void whatWasMissedAndCannotBeReadIsAGapAndThenItGoesOn() {
        // Given
        server.hub().follow(new Position(100));
        LiveClient client = server.client();

        // When
        client.send("{\"type\":\"subscribe\",\"last_event_id\":\"" + new Position(50).text() + "\"}");

        // Then
        client.next("subscribed");
        JsonNode gap = client.next("gap");
        assertEquals("UNAVAILABLE", gap.get("reason").asText());
        assertEquals(new Position(100).text(), gap.get("last_event_id").asText());
        server.hub().publish(RecordOf.dead(0, 100, "acme", "bob", UUID.randomUUID()));
        assertEquals(new Position(101).text(), client.event().get("id").asText());
    }

    private static void pings(LiveClient client) {
        client.send("{\"type\":\"ping\"}");
        client.next("pong");
    }
}
