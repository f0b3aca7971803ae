package dev.headrace.gateway.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Timeout(120)
class LiveIT extends RunningGateway {
    @Inject
    LiveCounts counts;

    @Inject
    LiveSockets sockets;

    private EventLog log;

    @BeforeEach
    void connect() {
        log = new EventLog(config("kafka.bootstrap.servers"));
    }

    @AfterEach
    void disconnect() {
        log.close();
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
        UUID first = log.dead("live", owner.get("subject").asText(), "first");
        UUID last = log.dead("live", "somebody else", "second");
        UUID elsewhere = log.dead("elsewhere", "x", "third");

        // Then
        JsonNode seen = own.event().get("event");
        assertEquals(first.toString(), seen.get("subject").asText());
        assertEquals("task.dead", seen.get("type").asText());
        assertEquals("first", seen.at("/data/error/message").asText());
        assertEquals(Set.of(first.toString(), last.toString()), two(operator, LiveIT::subject));
        assertEquals(elsewhere.toString(), subject(foreigner.event()));
        // What is next for the two others is an answer to something later: nothing of the above came in between.
        for (LiveClient client : List.of(own, colleague)) {
            client.send("{\"type\":\"ping\",\"ref\":\"7\"}");
            assertEquals("7", client.next("pong").get("ref").asText());
        }
        close(own, operator, colleague, foreigner);
    }

    @Test
    void aSocketHasSeveralSubscriptions() {
        // Given
        UUID wanted = UUID.randomUUID();
        LiveClient client = open(makeKey("narrow", List.of("operator")), "/ws");
        client.next("hello");
        client.send(
                "{\"type\":\"subscribe\",\"id\":\"one\",\"ref\":\"r\",\"filter\":{\"task_ids\":[\"" + wanted + "\"]}}");
        JsonNode subscribed = client.next("subscribed");
        assertEquals("r", subscribed.get("ref").asText());
        assertEquals("narrow", subscribed.at("/filter/tenant").asText());
        client.send(
                "{\"type\":\"subscribe\",\"id\":\"dead\",\"filter\":{\"events\":[\"task.dead\"],\"queues\":[\"q*\"]}}");
        client.next("subscribed");

        // When
        log.dead("narrow", "x", "mine", wanted);

        // Then
        assertEquals("[\"one\",\"dead\"]", client.event().get("subscriptions").toString());
        client.send("{\"type\":\"unsubscribe\",\"id\":\"dead\"}");
        assertEquals("dead", client.next("unsubscribed").get("id").asText());
        log.dead("narrow", "x", "other");
        log.dead("narrow", "x", "mine again", wanted);
        assertEquals(
                "mine again", client.event().at("/event/data/error/message").asText());
        close(client);
    }

    @Test
    void anAddressCanSayWhatIsWanted() {
        UUID task = UUID.randomUUID();
        JsonNode key = makeKey("address", List.of("operator"));
        LiveClient one = open(key, "/ws/tasks/" + task);
        LiveClient dead = open(key, "/ws?events=task.dead,task.succeeded&queues=q&priorities=medium");
        one.next("hello");
        assertEquals(
                task.toString(), one.next("subscribed").at("/filter/task_ids/0").asText());
        dead.next("hello");
        assertEquals(
                "NORMAL", dead.next("subscribed").at("/filter/priorities/0").asText());

        log.dead("address", "x", "other");
        log.dead("address", "x", "mine", task);

        assertEquals(task.toString(), subject(one.event()));
        assertEquals(Set.of("other", "mine"), two(dead, LiveIT::message));
        close(one, dead);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /ws?evnts=task.dead        | 422 | did you mean events?
            /ws?events=task.ded        | 422 | did you mean task.dead?
            /ws?last_event_id=nonsense | 422 | last_event_id
            /ws?tenant=other           | 422 | is not yours
            /ws/tasks/7                | 404 | There is no task 7
            /ws/batches/7              | 404 | There is no batch 7
            /ws/nothing                | 404 | There is nothing at
            """)
    void whatIsWrongWithAnAddressIsSaidBeforeTheSocketOpens(String path, int status, String says) {
        String key = makeKey("wrong", List.of("user")).get("key").asText();

        Upgrade answer = upgrade(key, path);

        assertEquals(status, answer.status(), answer.body());
        assertTrue(answer.body().contains(says), answer.body());
    }

    @Test
    void aBrowserSendsItsKeyAsASubprotocol() {
        LiveClient client = new LiveClient(
                CLIENT,
                ws("/ws"),
                makeKey("browser", List.of("user")).get("key").asText());

        assertEquals("headrace.v1", client.subprotocol());
        client.next("hello");
        close(client);
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
        LiveClient client = new LiveClient(CLIENT, ws("/ws"), ticket);

        // Then
        client.next("hello");
        assertThrows(CompletionException.class, () -> new LiveClient(CLIENT, ws("/ws"), ticket));
        revoke(key);
        assertEquals(4401, client.closed().get(10, TimeUnit.SECONDS));
    }

    @Test
    void aSocketEndsWithItsToken() throws Exception {
        String text = makeKey("short", List.of("user")).get("key").asText();

        LiveClient client = withToken(text, 1_000);

        assertFalse(client.next("hello").path("expires_at").isMissingNode());
        assertEquals(4401, client.next("closing").get("code").asInt());
        assertEquals(4401, client.closed().get(10, TimeUnit.SECONDS));
    }

    /** A busy machine may need longer to open it than the token lasts. */
    private static LiveClient withToken(String key, int millis) {
        String token = json(post(key, "/api/v1/auth/token", "{\"ttl_ms\":" + millis + "}"))
                .at("/data/token")
                .asText();
        try {
            return new LiveClient(CLIENT, ws("/ws"), token, true);
        } catch (CompletionException tooLate) {
            if (millis > 30_000) {
                throw tooLate;
            }
            return withToken(key, millis * 4);
        }
    }

    @Test
    void whatIsNoUpgradeIsToldSo() {
        CompletionException refused =
                assertThrows(CompletionException.class, () -> new LiveClient(CLIENT, ws("/ws"), "x", true));

        assertEquals(
                401,
                assertInstanceOf(WebSocketHandshakeException.class, refused.getCause())
                        .getResponse()
                        .statusCode());
        HttpResponse<String> plain = get(adminKey(), "/ws");
        assertEquals(426, plain.statusCode());
        assertEquals("UPGRADE_REQUIRED", errorCode(plain));
        assertEquals("websocket", plain.headers().firstValue("Upgrade").orElse(""));
    }

    @Test
    void theSocketOfARevokedKeyIsClosedWithinASecond() throws Exception {
        // Given
        JsonNode key = makeKey("gone", List.of("user"));
        LiveClient client = listen(key);

        // When
        revoke(key);

        // Then
        assertEquals(4401, client.closed().get(10, TimeUnit.SECONDS));
    }

    @Test
    void aClientThatDoesNotReadIsClosedAndHarmsNobody() throws Exception {
        // Given
        long before = counts.endedBy(Ending.SLOW);
        LiveClient idle = new LiveClient(
                CLIENT,
                ws("/ws?events=*"),
                makeKey("slow", List.of("operator")).get("key").asText(),
                false);
        LiveClient busy = listen(makeKey("slow", List.of("operator")));

        // When
        String large = "x".repeat(100_000);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            log.dead("slow", "x", large);
            busy.event();
            return counts.endedBy(Ending.SLOW) > before;
        });

        // Then
        idle.read();
        assertEquals(1013, idle.closed().get(20, TimeUnit.SECONDS));
        close(busy);
    }

    @Test
    void nonsenseIsAnsweredAndThenCut() throws Exception {
        LiveClient client = listen(makeKey("nonsense", List.of("user")));

        for (int i = 0; i < 21; i++) {
            client.send("{\"type\":\"subscrbe\",\"ref\":\"" + i + "\"}");
        }

        JsonNode error = client.next("error");
        assertEquals("0", error.get("ref").asText());
        assertEquals("VALIDATION_FAILED", error.get("code").asText());
        assertTrue(error.at("/errors/0/message").asText().contains("did you mean subscribe?"), error::toString);
        assertEquals(1008, client.closed().get(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({"100, '{\"type\":\"ping\"}', 4429", "1, large, 1009"})
    void floodsAreCut(int times, String text, int code) throws Exception {
        LiveClient client = listen(makeKey("flood", List.of("user")));
        String message = text.equals("large") ? "x".repeat(17_000) : text;

        try {
            for (int i = 0; i < times; i++) {
                client.send(message);
            }
        } catch (CompletionException closedMeanwhile) {
            // As it should be.
        }

        assertEquals(code, client.closed().get(10, TimeUnit.SECONDS));
    }

    @Test
    void aCallerHasSoManySocketsAndASocketSoManySubscriptions() {
        JsonNode key = makeKey("many", List.of("user"));
        List<LiveClient> open = List.of(open(key, "/ws"), open(key, "/ws"), open(key, "/ws"), open(key, "/ws"));

        Upgrade fifth = upgrade(key.get("key").asText(), "/ws");

        assertEquals(429, fifth.status(), fifth.body());
        assertTrue(fifth.head().contains("retry-after:"), fifth.head());
        LiveClient one = open.getFirst();
        one.next("hello");
        for (int i = 0; i <= 20; i++) {
            one.send("{\"type\":\"subscribe\",\"id\":\"s" + i + "\"}");
        }
        for (int i = 0; i < 20; i++) {
            one.next("subscribed");
        }
        assertEquals("TOO_MANY", one.next("error").at("/errors/0/code").asText());
        open.forEach(LiveClient::close);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> upgrade(key.get("key").asText(), "/ws").status() == 101);
    }

    @Test
    void aGatewayThatStopsSaysComeAgain() throws Exception {
        // Given
        LiveClient client = listen(makeKey("stop", List.of("operator")));
        log.dead("stop", "x", "last");
        String last = client.event().get("id").asText();

        // When
        sockets.endAll(Ending.STOPPING);

        // Then
        JsonNode closing = client.next("closing");
        assertEquals(last, closing.get("last_event_id").asText());
        assertTrue(closing.get("reconnect_in_ms").asLong() >= 0);
        assertEquals(1012, client.closed().get(10, TimeUnit.SECONDS));
    }

    private static URI ws(String path) {
        return URI.create("ws://127.0.0.1:" + port() + path);
    }

    private static LiveClient open(JsonNode key, String path) {
        return new LiveClient(CLIENT, ws(path), key.get("key").asText(), true);
    }

    private static LiveClient listen(JsonNode key) {
        LiveClient client = open(key, "/ws?events=*");
        client.next("hello");
        client.next("subscribed");
        return client;
    }

    /** What is answered to an upgrade. */
    private static Upgrade upgrade(String key, String path) {
        return Upgrade.ask(port(), key, path);
    }

    /** What the next two events say; partitions have no order among one another. */
    private static Set<String> two(LiveClient client, Function<JsonNode, String> says) {
        return Stream.of(client, client).map(each -> says.apply(each.event())).collect(Collectors.toSet());
    }

    private static String subject(JsonNode message) {
        return message.at("/event/subject").asText();
    }

    private static String message(JsonNode event) {
        return event.at("/event/data/error/message").asText();
    }

    private static void close(LiveClient... clients) {
        List.of(clients).forEach(LiveClient::close);
    }

    private static void revoke(JsonNode key) {
        send(HttpRequest.newBuilder(at("/api/v1/api-keys/" + key.get("id").asText() + "/revoke"))
                .header("X-API-Key", adminKey())
                .method("PATCH", BodyPublishers.noBody())
                .build());
    }
}
