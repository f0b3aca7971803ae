package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.identity.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BatchSubscriptionTest {
    private static final UUID TASK = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);
    private static final UUID BATCH = new UUID(1, 3);

    private final LiveHub hub = new LiveHub(Settings.with(Map.of("recent", "20")), new LiveCounts());

    @Test
    void aBatchIsFollowedByItsIdAloneOrWithOthers() {
        // Given
        hub.follow(new Position(0));
        Heard client = new Heard("acme", "ann", Role.USER, 100);
        subscribe(client, "batch", ofBatches(BATCH));
        subscribe(client, "either", ofBatches(BATCH, OTHER));
        subscribe(client, "other", ofBatches(OTHER));
        Heard stranger = new Heard("acme", "bob", Role.USER, 100);
        subscribe(stranger, "batch", ofBatches(BATCH));
        client.all();
        stranger.all();

        // When
        hub.publish(RecordOf.inBatch(0, 0, "acme", "ann", TASK, BATCH));
        hub.publish(RecordOf.dead(0, 1, "acme", "ann", TASK));
        hub.publish(RecordOf.of(
                0,
                2,
                "acme",
                "dev.headrace.batch.completed",
                BATCH.toString(),
                "{\"batch\":{\"batch_id\":\"" + BATCH + "\",\"owner\":\"ann\",\"type\":\"mail.send\"}}"));

        // Then
        List<JsonNode> got = client.all();
        assertEquals(List.of("0-0", "0-2"), Heard.events(got));
        got.forEach(each ->
                assertEquals("[\"batch\",\"either\"]", each.get("subscriptions").toString()));
        assertEquals(List.of(), stranger.events());
    }

    private static LiveFilter ofBatches(UUID... ids) {
        Set<String> batches = Arrays.stream(ids).map(UUID::toString).collect(Collectors.toSet());
        return new LiveFilter(null, null, batches, null, null, null, null, null, null);
    }

    private void subscribe(Heard client, String id, LiveFilter filter) {
        assertNull(hub.subscribe(client.wants(id, filter), null));
    }
}
