package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LiveHubTest {
    private static final UUID TASK = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    private final LiveHub hub = hub(20);

    @Test
    void aClientGetsWhatItMaySeeAndNothingElse() {
        // Given
        hub.follow(new Position(0, 0));
        Heard owner = live("acme", "ann", Role.USER);
        Heard operator = live("acme", "olga", Role.OPERATOR);
        Heard foreigner = live("other", "ann", Role.OPERATOR);
        Heard admin = new Heard("root", "root", Role.ADMIN, 100);
        hub.subscribe(admin.wants("all", tenant("*")), null);

        // When
        hub.publish(RecordOf.dead(0, 0, "acme", "ann", TASK));
        hub.publish(RecordOf.dead(1, 0, "acme", "bob", OTHER));
        hub.publish(RecordOf.dead(1, 1, "other", "ann", OTHER));
        hub.publish(RecordOf.dead(1, 2, "nobody", "ann", OTHER));

        // Then
        assertEquals(List.of("0-0"), owner.events());
        assertEquals(List.of("0-0", "1-0"), operator.events());
        assertEquals(List.of("1-1"), foreigner.events());
        assertEquals(List.of("0-0", "1-0", "1-1", "1-2"), admin.events());
    }

    @Test
    void whatIsAboutNoTaskIsForOperatorsWhoMaySeeFailures() {
        // Given
        hub.follow(new Position(0));
        Heard user = live("acme", "ann", Role.USER);
        Heard operator = live("acme", "olga", Role.OPERATOR);
        Heard narrowed = new Heard(new Identity("acme", "n", Set.of(Role.OPERATOR), "free", Set.of("tasks:read")), 100);
        hub.subscribe(narrowed.wants("a", LiveFilter.ALL), null);

        // When
        hub.publish(RecordOf.of(0, 0, "acme", "dev.headrace.breaker.opened", "type:mail", "{\"state\":\"OPEN\"}"));
        hub.publish(RecordOf.of(
                0,
                1,
                "acme",
                "dev.headrace.dead_letter.noted",
                TASK.toString(),
                "{\"dead_letter\":{\"owner\":\"ann\",\"type\":\"mail.send\"}}"));

        // Then
        assertEquals(List.of("0-1"), user.events());
        assertEquals(List.of("0-0", "0-1"), operator.events());
        assertEquals(List.of(), narrowed.events());
    }

    @Test
    void filtersNarrow() {
        hub.follow(new Position(0));
        Heard client = new Heard("acme", "ann", Role.USER, 100);
        subscribe(
                client,
                "task",
                new LiveFilter(null, Set.of(TASK.toString()), null, null, null, null, null, null, null));
        subscribe(client, "types", new LiveFilter(null, null, null, Set.of("image.*"), null, null, null, null, null));
        subscribe(client, "urgent", new LiveFilter(null, null, null, null, null, Set.of("HIGH"), null, null, null));
        subscribe(client, "states", new LiveFilter(null, null, null, null, null, null, Set.of("READY"), null, null));
        subscribe(client, "queue", new LiveFilter(null, null, null, null, Set.of("other"), null, null, null, null));
        subscribe(
                client,
                "event",
                new LiveFilter(Set.of("task.succeeded"), null, null, null, null, null, null, null, null));
        client.all();

        hub.publish(RecordOf.event(0, 0, "acme", "ann", TASK, "image.resize", "HIGH"));
        hub.publish(RecordOf.event(0, 1, "acme", "ann", OTHER, "mail.send", "HIGH"));
        hub.publish(RecordOf.event(0, 2, "acme", "ann", OTHER, "mail.send", "LOW"));

        List<JsonNode> got = client.all();
        assertEquals(List.of("0-0", "0-1"), Heard.events(got));
        assertEquals(
                "[\"task\",\"types\",\"urgent\"]",
                got.getFirst().get("subscriptions").toString());
        assertEquals("[\"urgent\"]", got.getLast().get("subscriptions").toString());
    }

    @Test
    void anEventIsAsItWasWithThePlaceToGoOnFrom() {
        hub.follow(new Position(4, 7));
        Heard client = live("acme", "ann", Role.USER);

        hub.publish(RecordOf.dead(1, 7, "acme", "ann", TASK));

        JsonNode message = client.all().getLast();
        assertEquals(new Position(4, 8).text(), message.get("id").asText());
        assertEquals("task.dead", message.at("/event/type").asText());
        assertEquals("2026-11-22T12:00:00.123Z", message.at("/event/time").asText());
        assertEquals("no", message.at("/event/data/error/message").asText());
    }

    @Test
    void aSubscriptionBeforeTheLogIsFollowedIsAnsweredThen() {
        Heard client = new Heard("acme", "ann", Role.USER, 100);
        assertNull(hub.subscribe(client.wants("a", LiveFilter.ALL), null));
        assertEquals(List.of(), client.all());

        hub.follow(new Position(3));
        hub.publish(RecordOf.dead(0, 3, "acme", "ann", TASK));

        assertEquals(List.of("subscribed", "event"), types(client.all()));
    }

    @Test
    void whoComesBackGetsWhatItMissedFromMemory() {
        // Given
        hub.follow(new Position(0, 0));
        Heard before = live("acme", "ann", Role.USER);
        hub.publish(RecordOf.dead(0, 0, "acme", "ann", TASK));
        String last = before.all().getLast().get("id").asText();
        hub.leave(before.subscriber());
        hub.publish(RecordOf.dead(1, 0, "acme", "ann", TASK));
        hub.publish(RecordOf.dead(1, 1, "acme", "bob", TASK));

        // When
        Heard again = new Heard("acme", "ann", Role.USER, 100);
        Replay replay = hub.subscribe(again.wants("a", LiveFilter.ALL), Position.parse(last));

        // Then
        assertEquals(LiveHub.Join.DONE, hub.join(given(replay)));
        hub.publish(RecordOf.dead(0, 1, "acme", "ann", TASK));
        List<JsonNode> got = again.all();
        assertEquals(List.of("subscribed", "event", "live", "event"), types(got));
        assertEquals(List.of("1-0", "0-1"), Heard.events(got));
    }

    @Test
    void whoLacksMoreThanIsInMemoryHasToReadAgain() {
        hub.follow(new Position(0));
        live("acme", "ann", Role.USER);
        for (int offset = 0; offset < 25; offset++) {
            hub.publish(RecordOf.dead(0, offset, "acme", "ann", TASK));
        }
        Heard again = new Heard("acme", "ann", Role.USER, 100);

        assertEquals(
                LiveHub.Join.BEHIND, hub.join(given(hub.subscribe(again.wants("a", LiveFilter.ALL), new Position(4)))));
        assertEquals(
                LiveHub.Join.DONE, hub.join(given(hub.subscribe(again.wants("b", LiveFilter.ALL), new Position(5)))));
        assertEquals(20, again.events().size());
    }

    @Test
    void aTenantThatNobodyWatchedIsNotInMemory() {
        hub.follow(new Position(0));
        live("other", "x", Role.USER);
        hub.publish(RecordOf.dead(0, 0, "acme", "ann", TASK));
        Heard client = new Heard("acme", "ann", Role.USER, 100);

        Replay replay = hub.subscribe(client.wants("a", LiveFilter.ALL), new Position(0));

        assertEquals(LiveHub.Join.BEHIND, hub.join(given(replay)));
    }

    @Test
    void whatIsMissedWaitsForRoom() {
        // Given
        hub.follow(new Position(0));
        live("acme", "ann", Role.USER);
        for (int offset = 0; offset < 10; offset++) {
            hub.publish(RecordOf.dead(0, offset, "acme", "ann", TASK));
        }
        Heard small = new Heard("acme", "ann", Role.USER, 6);
        Replay replay = given(hub.subscribe(small.wants("a", LiveFilter.ALL), new Position(0)));

        // When
        List<String> got = new ArrayList<>();
        while (hub.join(replay) == LiveHub.Join.FULL) {
            got.addAll(small.events());
        }
        got.addAll(small.events());

        // Then
        assertEquals(List.of("0-0", "0-1", "0-2", "0-3", "0-4", "0-5", "0-6", "0-7", "0-8", "0-9"), got);
        assertFalse(small.wasTooSlow());
    }

    @Test
    void aSlowClientIsTold() {
        hub.follow(new Position(0));
        Heard slow = new Heard("acme", "ann", Role.USER, 3);
        hub.subscribe(slow.wants("a", LiveFilter.ALL), null);
        Heard other = live("acme", "ann", Role.USER);

        for (int offset = 0; offset < 3; offset++) {
            hub.publish(RecordOf.dead(0, offset, "acme", "ann", TASK));
        }

        assertTrue(slow.wasTooSlow());
        assertEquals(3, other.events().size());
    }

    /** Whatever the order in which two gateways read the partitions, and wherever a client changes between them. */
    @Test
    void aPlaceMeansTheSameToEveryGateway() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                log.add(RecordOf.dead(i % 3, i / 3, "acme", "ann", TASK));
            }
            List<String> got = new ArrayList<>();
            Position at = new Position(0, 0, 0);
            for (int visit = 0; visit < 3; visit++) {
                LiveHub gateway = hub(100);
                gateway.follow(new Position(0, 0, 0));
                Heard watcher = new Heard("acme", "ann", Role.USER, 100);
                gateway.subscribe(watcher.wants("w", LiveFilter.ALL), null);
                List<ConsumerRecord<byte[], byte[]>> order = interleaved(log, random);
                int read = visit == 2 ? order.size() : random.nextInt(order.size());
                int until = visit == 2 ? order.size() : read + random.nextInt(order.size() - read);
                order.subList(0, read).forEach(gateway::publish);
                Heard client = new Heard("acme", "ann", Role.USER, 100);
                Replay replay = given(gateway.subscribe(client.wants("a", LiveFilter.ALL), at));
                replay.checked();
                assertEquals(LiveHub.Join.DONE, gateway.join(replay));
                order.subList(read, until).forEach(gateway::publish);
                for (JsonNode message : client.all()) {
                    if (message.get("type").asText().equals("event")) {
                        got.add(message.at("/event/id").asText());
                        at = Position.parse(message.get("id").asText());
                    }
                }
            }
            assertEquals(18, Set.copyOf(got).size(), "round " + round);
        }
    }

    @Test
    void heartbeatsSayHowFarAClientIs() {
        hub.follow(new Position(0));
        Heard client = live("acme", "ann", Role.USER);
        hub.publish(RecordOf.dead(0, 0, "elsewhere", "ann", TASK));
        client.all();

        hub.beat(List.of(client.subscriber()));
        assertEquals(
                new Position(1).text(),
                client.all().getFirst().get("last_event_id").asText());

        hub.subscribe(client.wants("late", LiveFilter.ALL), new Position(0));
        client.all();
        hub.beat(List.of(client.subscriber()));
        assertNull(client.all().getFirst().get("last_event_id"));
    }

    @Test
    void aPlaceOfAnotherLogIsAGap() {
        hub.follow(new Position(5, 5));
        Heard client = new Heard("acme", "ann", Role.USER, 100);

        assertNull(hub.subscribe(client.wants("a", LiveFilter.ALL), new Position(1, 1, 1)));

        List<JsonNode> got = client.all();
        assertEquals(List.of("subscribed", "gap"), types(got));
        assertEquals("OTHER_LOG", got.getLast().get("reason").asText());
        hub.publish(RecordOf.dead(0, 5, "acme", "ann", TASK));
        assertEquals(1, client.events().size());
    }

    @Test
    void whenTheLogWasCutEverybodyIsToldAndGoesOn() {
        hub.follow(new Position(5));
        Heard client = live("acme", "ann", Role.USER);
        client.all();

        hub.lost();
        hub.follow(new Position(90));
        hub.publish(RecordOf.dead(0, 90, "acme", "ann", TASK));

        assertEquals(List.of("gap", "event"), types(client.all()));
    }

    @Test
    void restsWhenNobodyHasWatchedForAWhile() {
        hub.follow(new Position(0));
        Heard client = live("acme", "ann", Role.USER);
        assertFalse(hub.rest());
        hub.leave(client.subscriber());

        hub.tidy(System.nanoTime(), Long.MAX_VALUE);
        assertFalse(hub.rest());
        hub.tidy(System.nanoTime() + TimeUnit.SECONDS.toNanos(61), Long.MAX_VALUE);
        assertTrue(hub.rest());
    }

    @Test
    void whoWaitsForTheLogForTooLongIsGivenUp() {
        Heard client = new Heard("acme", "ann", Role.USER, 100);
        hub.subscribe(client.wants("a", LiveFilter.ALL), null);

        assertEquals(1, hub.tidy(System.nanoTime() + 2_000, 1_000).size());
        assertFalse(hub.isWanted());
    }

    private Heard live(String tenant, String subject, Role role) {
        Heard client = new Heard(tenant, subject, role, 100);
        subscribe(client, "a", LiveFilter.ALL);
        return client;
    }

    private void subscribe(Heard client, String id, LiveFilter filter) {
        assertNull(hub.subscribe(client.wants(id, filter), null));
    }

    private static Replay given(@org.jspecify.annotations.Nullable Replay replay) {
        assertNotNull(replay);
        return replay;
    }

    private static LiveFilter tenant(String tenant) {
        return new LiveFilter(null, null, null, null, null, null, null, null, tenant);
    }

    private static List<String> types(List<JsonNode> messages) {
        return messages.stream().map(each -> each.get("type").asText()).toList();
    }

    /** The same records in another order that keeps that of each partition. */
    private static List<ConsumerRecord<byte[], byte[]>> interleaved(
            List<ConsumerRecord<byte[], byte[]>> log, Random random) {
        List<ConsumerRecord<byte[], byte[]>> left = new ArrayList<>(log);
        List<ConsumerRecord<byte[], byte[]>> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int partition = left.get(random.nextInt(left.size())).partition();
            for (int i = 0; i < left.size(); i++) {
                if (left.get(i).partition() == partition) {
                    order.add(left.remove(i));
                    break;
                }
            }
        }
        return order;
    }

    private static LiveHub hub(int recent) {
        return new LiveHub(Settings.with(Map.of("recent", Integer.toString(recent))), new LiveCounts());
    }
}
