package dev.headrace.gateway.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import dev.headrace.platform.event.Topics;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LiveIT extends RunningGateway {
    @Inject
    LiveHub hub;

    private KafkaProducer<String, byte[]> kafka;

    @BeforeEach
    void connect() {
        kafka = new KafkaProducer<>(
                Map.of("bootstrap.servers", config("kafka.bootstrap.servers")),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void aCallerSeesItsOwnTasksAndAnOperatorThoseOfItsTenant() {
        // Given
        JsonNode owner = makeKey("live", List.of("user"));
        LiveClient own = listen(owner);
        LiveClient operator = listen(makeKey("live", List.of("operator")));
        LiveClient colleague = listen(makeKey("live", List.of("user")));
        LiveClient foreigner = listen(makeKey("elsewhere", List.of("operator")));

        // When
        UUID first = publish("live", owner.get("subject").asText(), "first");
        UUID last = publish("live", "somebody else", "second");
        UUID elsewhere = publish("elsewhere", "x", "third");

        // Then
        JsonNode seen = own.next();
        assertEquals(first.toString(), seen.get("subject").asText());
        assertEquals("task.dead", seen.get("type").asText());
        assertEquals("first", seen.at("/data/error/message").asText());
        assertEquals(List.of(first.toString(), last.toString()), sorted(operator.next(), operator.next(), first));
        assertEquals(elsewhere.toString(), foreigner.next().get("subject").asText());
        // What is next for the two others is something later: nothing of the above came in between.
        assertEquals(List.of(), drain(own, colleague));
    }

    @Test
    void aSubscriptionNarrowsWhatComes() {
        // Given
        LiveClient client = listen(makeKey("narrow", List.of("operator")));
        UUID wanted = UUID.randomUUID();
        client.send("{\"subscribe\":{\"types\":[\"task.dead\"],\"task_id\":\"" + wanted + "\"}}");
        assertEquals("task.dead", client.next().at("/subscribed/types/0").asText());

        // When
        publish("narrow", "x", "other");
        publish("narrow", "x", "mine", wanted);

        // Then
        assertEquals("mine", client.next().at("/data/error/message").asText());
        client.send("{\"subscribe\":7}");
        assertEquals("VALIDATION_FAILED", client.next().at("/error/code").asText());
        client.close();
    }

    @Test
    void aBrowserSendsItsKeyAsASubprotocol() {
        LiveClient client = new LiveClient(
                CLIENT, ws(), makeKey("browser", List.of("user")).get("key").asText());

        assertEquals("headrace.v1", client.subprotocol());
        assertEquals("subscribed", client.next().fieldNames().next());
        client.close();
    }

    @Test
    void aTicketOpensOneSocketThatEndsWithTheKey() throws Exception {
        // Given
        JsonNode key = makeKey("ticket", List.of("user"));
        String ticket = json(post(key.get("key").asText(), "/api/v1/auth/tickets", ""))
                .at("/data/ticket")
                .asText();
        assertEquals(401, get(ticket, "/api/v1/tasks/echo").statusCode());

        // When
        LiveClient client = new LiveClient(CLIENT, ws(), ticket);

        // Then
        assertEquals("subscribed", client.next().fieldNames().next());
        assertThrows(CompletionException.class, () -> new LiveClient(CLIENT, ws(), ticket));
        send(HttpRequest.newBuilder(at("/api/v1/api-keys/" + key.get("id").asText() + "/revoke"))
                .header("X-API-Key", adminKey())
                .method("PATCH", BodyPublishers.noBody())
                .build());
        assertEquals(4401, client.closed().get(10, TimeUnit.SECONDS));
    }

    @Test
    void withoutAKeyTheSocketDoesNotOpen() {
        CompletionException refused =
                assertThrows(CompletionException.class, () -> new LiveClient(CLIENT, ws(), "x", true));

        assertEquals(
                401,
                assertInstanceOf(WebSocketHandshakeException.class, refused.getCause())
                        .getResponse()
                        .statusCode());
        assertEquals(400, get(adminKey(), "/ws").statusCode());
    }

    @Test
    void theSocketOfARevokedKeyIsClosed() throws Exception {
        // Given
        JsonNode key = makeKey("gone", List.of("user"));
        LiveClient client = listen(key);

        // When
        send(HttpRequest.newBuilder(at("/api/v1/api-keys/" + key.get("id").asText() + "/revoke"))
                .header("X-API-Key", adminKey())
                .method("PATCH", BodyPublishers.noBody())
                .build());

        // Then
        assertEquals(4401, client.closed().get(10, TimeUnit.SECONDS));
    }

    @Test
    void aClientThatDoesNotReadIsClosedAndHarmsNobody() throws Exception {
        // Given
        long before = hub.tooSlow();
        LiveClient idle = new LiveClient(
                CLIENT, ws(), makeKey("slow", List.of("operator")).get("key").asText(), false);
        LiveClient busy = listen(makeKey("slow", List.of("operator")));

        // When
        String large = "x".repeat(100_000);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            publish("slow", "x", large);
            busy.next();
            return hub.tooSlow() > before;
        });

        // Then
        idle.read();
        assertEquals(1013, idle.closed().get(20, TimeUnit.SECONDS));
        busy.close();
    }

    private static URI ws() {
        return URI.create("ws://127.0.0.1:" + port() + "/ws");
    }

    private static LiveClient listen(JsonNode key) {
        LiveClient client = new LiveClient(CLIENT, ws(), key.get("key").asText(), true);
        assertEquals("subscribed", client.next().fieldNames().next());
        return client;
    }

    private List<String> drain(LiveClient... clients) {
        for (LiveClient client : clients) {
            client.send("{\"subscribe\":{}}");
            assertEquals("subscribed", client.next().fieldNames().next());
            client.close();
        }
        return List.of();
    }

    /** Partitions have no order among one another. */
    private static List<String> sorted(JsonNode a, JsonNode b, UUID first) {
        String one = a.get("subject").asText();
        String other = b.get("subject").asText();
        return one.equals(first.toString()) ? List.of(one, other) : List.of(other, one);
    }

    private UUID publish(String tenant, String owner, String message) {
        return publish(tenant, owner, message, UUID.randomUUID());
    }

    private UUID publish(String tenant, String owner, String message, UUID task) {
        TaskFacts facts = new TaskFacts(task, tenant, owner, "t", "q", "NORMAL", "DEAD", Instant.EPOCH);
        TaskEvent event =
                new TaskEvent.Dead(facts, 1, null, null, 1, 1, new TaskEvent.Failure("T", message), "NOT_RETRYABLE");
        CloudEvent cloudEvent = new CloudEvent(
                UUID.randomUUID().toString(),
                event.type(),
                "/headrace/test",
                Instant.now(),
                task.toString(),
                tenant,
                TaskEvents.write(event));
        try {
            kafka.send(cloudEvent.toRecord(Topics.TASKS)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return task;
    }
}
