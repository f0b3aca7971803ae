package dev.headrace.gateway.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.api.JsonBytes;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(60)
class TunnelIT extends RunningGateway {
    @Inject
    Tunnels tunnels;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void noneIsOpen() {
        await().atMost(Duration.ofSeconds(20)).until(() -> open() == 0);
    }

    private static URI ws(String kind) {
        return URI.create("ws://127.0.0.1:" + port() + "/api/v1/workers/w/" + kind);
    }

    private static TunnelClient talk() {
        return TunnelClient.of(CLIENT, ws("talk"), adminKey());
    }

    private static JsonNode stubSockets() {
        return JsonBytes.tree(stub("/sockets").getBytes(StandardCharsets.UTF_8));
    }

    private double open() {
        return meters.get("headrace.gateway.tunnels.open").gauge().value();
    }

    private static int refusal(URI address, String key) {
        CompletionException refused =
                assertThrows(CompletionException.class, () -> TunnelClient.of(CLIENT, address, key));
        return assertInstanceOf(WebSocketHandshakeException.class, refused.getCause())
                .getResponse()
                .statusCode();
    }

    @Test
    void messagesGoBothWaysWithTheSignedIdentityAndWithoutTheKey() {
        // Given
        TunnelClient client = talk();

        // When
        client.say("hello");
        client.say("headers");
        String large = "y".repeat(200_000);
        client.say(large);
        client.ping();

        // Then
        assertEquals("hello", client.next());
        String headers = client.next();
        JsonNode seen = JsonBytes.tree(headers.getBytes(StandardCharsets.UTF_8));
        assertFalse(headers.contains("sk_"), headers);
        assertTrue(seen.get("x-headrace-identity").asText().length() > 100);
        assertTrue(seen.has("x-request-id"));
        assertEquals(large, client.next());
        await().until(() -> client.answersToPings() == 1);
        client.abort();
    }

    @Test
    void aBrowserSendsItsKeyAsASubprotocolAndTheServiceDoesNotSeeIt() {
        TunnelClient client = TunnelClient.asABrowser(CLIENT, ws("talk"), adminKey());

        client.say("headers");

        assertEquals("headrace.v1", client.subprotocol());
        assertFalse(client.next().contains("sk_"));
        client.abort();
    }

    @Test
    void whoMayNotIsRefusedBeforeTheUpgrade() {
        assertEquals(401, refusal(ws("talk"), "sk_" + "0".repeat(43)));
        String user = makeKey("ws", List.of("user")).get("key").asText();
        assertEquals(403, refusal(ws("talk"), user));
        String reader = narrowed("workers:read");
        assertEquals(403, refusal(ws("talk"), reader));
        String writer = narrowed("workers:write");
        TunnelClient.of(CLIENT, ws("talk"), writer).abort();
    }

    private static String narrowed(String scope) {
        String body = "{\"name\":\"n\",\"tenant\":\"ws\",\"roles\":[\"worker\"],\"scopes\":[\"" + scope + "\"]}";
        return json(post(adminKey(), "/api/v1/api-keys", body)).at("/data/key").asText();
    }

    @Test
    void theServicesRefusalIsTheAnswer() {

        assertEquals(404, refusal(ws("nowhere"), adminKey()));

        assertEquals(0, open());
    }

    @Test
    void aPlainRequestIsToldToUpgrade() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/workers/w/stream");

        assertEquals(426, response.statusCode());
        assertEquals("websocket", response.headers().firstValue("Upgrade").orElse(""));
    }

    @Test
    void anUpgradeWhereNoneIsForeseenIsAPlainRequest() throws Exception {
        String request = "GET /api/v1/tasks/talk HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-API-Key: "
                + adminKey() + "\r\n\r\n";
        assertTrue(statusLine(request).startsWith("HTTP/1.1 404"));
    }

    private static String statusLine(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(32), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void closeCodesGoBothWays() throws Exception {
        // Given
        TunnelClient byService = talk();
        TunnelClient byClient = talk();

        // When
        byClient.close(4321);
        await().until(() -> stubSockets().get("closed_with").asInt() == 4321);
        byService.say("close");

        // Then
        assertEquals("last words", byService.next());
        assertEquals(4000, byService.closedWith());
        await().until(() -> open() == 0);
    }

    @Test
    void aServiceThatBreaksOffIsARestartToTheClient() throws Exception {
        TunnelClient client = talk();

        client.say("break");

        assertEquals(1012, client.closedWith());
    }

    @Test
    void aClientThatBreaksOffEndsTheServicesSideToo() {
        TunnelClient client = talk();
        client.say("here");
        assertEquals("here", client.next());

        client.abort();

        await().atMost(Duration.ofSeconds(15)).until(() -> open() == 0);
        assertEquals(1001, stubSockets().get("closed_with").asInt());
    }

    @Test
    void aClientThatDoesNotReadHoldsTheServiceBackAndIsCut() throws Exception {
        // Given
        TunnelClient client = TunnelClient.thatDoesNotRead(CLIENT, ws("flood"), adminKey());

        // When
        await().atMost(Duration.ofSeconds(20)).until(() -> open() == 0);

        // Then
        int sent = stubSockets().get("flooded").asInt();
        assertTrue(sent < 1_000, () -> sent + " messages of 50 KB were taken in");
        assertTrue(meters.get("headrace.gateway.tunnels.ended")
                        .tag("cause", "slow")
                        .counter()
                        .count()
                > 0);
        client.abort();
    }

    @Test
    void aClientThatReadsGetsEverything() {
        TunnelClient client = TunnelClient.of(CLIENT, ws("flood"), adminKey());

        for (int i = 0; i < 4_000; i++) {
            assertEquals(50_000, client.next().length());
        }
        client.abort();
    }

    @Test
    void aServiceThatDoesNotReadHoldsTheClientBack() throws Exception {
        // Given
        TunnelClient client = TunnelClient.of(CLIENT, ws("deaf"), adminKey());
        String message = "z".repeat(50_000);
        CompletableFuture<?> all = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 1_000; i++) {
            all = all.thenCompose(v -> client.saying(message));
        }

        // When
        CompletableFuture<?> last = all;
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(15)).until(() -> !last.isDone());
        stub("/go");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .until(() -> stubSockets().get("heard").asInt() == 1_000);
        client.abort();
    }

    @Test
    void theSocketOfARevokedKeyIsClosed() throws Exception {
        // Given
        JsonNode key = makeKey("ws", List.of("worker"));
        TunnelClient client = TunnelClient.of(CLIENT, ws("talk"), key.get("key").asText());

        // When
        revoke(key);

        // Then
        assertEquals(4401, client.closedWith());
    }

    @Test
    void theSocketOfAKeyThatWasRevokedWhileTheServiceWasAskedIsClosed() throws Exception {
        // Given
        JsonNode key = makeKey("ws", List.of("worker"));
        CompletableFuture<TunnelClient> opening = CompletableFuture.supplyAsync(
                () -> TunnelClient.of(CLIENT, ws("late"), key.get("key").asText()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> stubSockets().get("late").asInt() == 1);

        // When
        revoke(key);
        stub("/go");

        // Then
        assertEquals(4401, opening.get(20, TimeUnit.SECONDS).closedWith());
    }

    private static void revoke(JsonNode key) {
        send(HttpRequest.newBuilder(at("/api/v1/api-keys/" + key.get("id").asText() + "/revoke"))
                .header("X-API-Key", adminKey())
                .method("PATCH", BodyPublishers.noBody())
                .build());
    }

    @Test
    void aCallerThatOpensOneAfterTheOtherIsToldToStop() {
        // Given
        String flooder = makeKey("flood", List.of("worker")).get("key").asText();
        List<TunnelClient> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(TunnelClient.of(CLIENT, ws("talk"), flooder));
        }

        // Then
        assertEquals(429, refusal(ws("talk"), flooder));
        TunnelClient other = talk();
        other.say("hello");
        assertEquals("hello", other.next());

        // When
        all.forEach(TunnelClient::abort);
        other.abort();
        await().until(() -> open() == 0);

        // Then
        TunnelClient.of(CLIENT, ws("talk"), flooder).abort();
    }

    @Test
    void aGatewayThatStopsSendsItsClientsElsewhere() throws Exception {
        TunnelClient client = talk();
        client.say("here");
        assertEquals("here", client.next());

        tunnels.stop(new ShutdownDelayInitiatedEvent());

        assertEquals(1012, client.closedWith());
    }
}
