package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client is told to come back with is neither more nor less than what it has. */
class LastEventIdTest {
    private static final UUID TASK = new UUID(1, 1);

    private final LiveHub hub = new LiveHub(Settings.with(Map.of()), new LiveCounts());
    private final Heard client = new Heard("acme", "ann", Role.USER, 100);

    @Test
    void whoHasMoreThanAGatewayHasReadIsNotToldLess() {
        // Given
        hub.follow(new Position(5, 0));
        Replay replay = subscribe("a", new Position(8, 0));
        replay.checked();

        // When
        assertEquals(LiveHub.Join.DONE, hub.join(replay));
        publish(1, 0);
        hub.beat(List.of(client.subscriber()));
        publish(0, 5);
        publish(0, 7);
        publish(0, 8);
        hub.beat(List.of(client.subscriber()));

        // Then
        List<JsonNode> told = client.all();
        assertEquals(List.of("1-0", "0-8"), Heard.events(told));
        assertEquals(
                List.of(
                        "subscribed none",
                        "live " + new Position(8, 0),
                        "event " + new Position(8, 1),
                        "heartbeat none",
                        "event " + new Position(9, 1),
                        "heartbeat " + new Position(9, 1)),
                ids(told));
    }

    @Test
    void whatOneSubscriptionLacksIsNotPassedOverByAnother() {
        // Given
        hub.follow(new Position(10, 10));
        begin("a");
        client.all();
        Replay replay = subscribe("b", new Position(4, 4));
        assertEquals(LiveHub.Join.BEHIND, hub.join(replay));

        // When
        publish(0, 10);
        begin("c");
        assertTrue(replay.take(LiveEvent.of(RecordOf.dead(1, 4, "acme", "ann", TASK))));
        replay.at().advance(0, 11);
        replay.at().advance(1, 10);
        assertEquals(LiveHub.Join.DONE, hub.join(replay));
        publish(1, 10);

        // Then
        assertEquals(
                List.of(
                        "subscribed none",
                        "event " + new Position(4, 4),
                        "subscribed " + new Position(4, 4),
                        "event " + new Position(4, 4),
                        "live " + new Position(11, 10),
                        "event " + new Position(11, 11)),
                ids(client.all()));
    }

    @Test
    void norIsWhatASecondOneLacksThatCatchesUpToo() {
        hub.follow(new Position(10, 10));
        Replay first = subscribe("a", new Position(9, 4));
        Replay second = subscribe("b", new Position(4, 9));
        client.all();

        assertTrue(first.take(LiveEvent.of(RecordOf.dead(1, 4, "acme", "ann", TASK))));
        hub.gap(second, Told.Why.TOO_MANY);

        assertEquals(List.of("event " + new Position(4, 4), "gap " + new Position(9, 4)), ids(client.all()));
    }

    @Test
    void norBeforeTheLogIsFollowed() {
        begin("a");
        hub.subscribe(client.wants("b", LiveFilter.ALL), new Position(4));

        assertEquals(1, hub.follow(new Position(10)).size());

        assertEquals(List.of("subscribed " + new Position(4), "subscribed none"), ids(client.all()));
    }

    @Test
    void aTopicThatGrewForgetsWhatWasHadBefore() {
        hub.follow(new Position(5));
        Replay replay = subscribe("a", new Position(8));
        replay.checked();
        hub.join(replay);
        client.all();

        hub.lost();
        hub.follow(new Position(5, 0));
        publish(1, 0);

        assertEquals(List.of("gap " + new Position(5, 0), "event " + new Position(5, 1)), ids(client.all()));
    }

    private void begin(String id) {
        hub.subscribe(client.wants(id, LiveFilter.ALL), null);
    }

    private Replay subscribe(String id, Position from) {
        @Nullable Replay replay = hub.subscribe(client.wants(id, LiveFilter.ALL), from);
        assertNotNull(replay);
        return replay;
    }

    private void publish(int partition, long offset) {
        hub.publish(RecordOf.dead(partition, offset, "acme", "ann", TASK));
    }

    /** What each message says where its client has got to. */
    private static List<String> ids(List<JsonNode> told) {
        return told.stream().map(LastEventIdTest::id).toList();
    }

    private static String id(JsonNode message) {
        String type = message.get("type").asText();
        String id = message.path(type.equals("event") ? "id" : "last_event_id").asText();
        return type + " " + (id.isEmpty() ? "none" : Position.parse(id));
    }
}
