package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Envelope;
import dev.headrace.platform.api.JsonBytes;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The WebSocket at {@code /ws}: the caller's own task events. The entrance has let only known callers through. */
@WebSocket(path = "/ws")
public class LiveSocket {
    private static final TypedKey<Subscriber> SUBSCRIBER = new TypedKey<>("headrace.subscriber");

    private final Arrivals arrivals;
    private final LiveHub hub;
    private final TaskTail tail;
    private final LiveConfig config;

    public LiveSocket(Arrivals arrivals, LiveHub hub, TaskTail tail, LiveConfig config) {
        this.arrivals = arrivals;
        this.hub = hub;
        this.tail = tail;
        this.config = config;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        KnownKey key = arrivals.take(connection.handshakeRequest().header(Arrivals.HEADER));
        if (key == null) {
            return connection.close(new CloseReason(Subscriber.KEY_ENDED));
        }
        follow(connection, key);
        return Uni.createFrom().voidItem();
    }

    private void follow(WebSocketConnection connection, KnownKey key) {
        Subscriber subscriber = new Subscriber(connection, key, config.queue(), hub::countTooSlow);
        connection.userData().put(SUBSCRIBER, subscriber);
        hub.add(subscriber);
        tail.follow().thenRun(() -> subscriber.send(subscribed(LiveFilter.ALL)));
    }

    @OnTextMessage
    Uni<String> narrow(String message, WebSocketConnection connection) {
        LiveFilter filter = LiveFilter.parse(message);
        Subscriber subscriber = connection.userData().get(SUBSCRIBER);
        if (subscriber != null) {
            subscriber.filter(filter);
        }
        return Uni.createFrom().completionStage(tail.follow()).map(following -> subscribed(filter));
    }

    @OnError
    Uni<Void> refused(ApiException problem, WebSocketConnection connection) {
        Envelope.Problem shown = Envelope.Problem.of(problem.code(), problem.detail(), problem.errors());
        return connection
                .sendText(json(Map.of("error", shown)))
                .chain(() -> connection.userData().get(SUBSCRIBER) == null
                        ? connection.close(new CloseReason(Subscriber.KEY_ENDED))
                        : Uni.createFrom().voidItem());
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        Subscriber subscriber = connection.userData().get(SUBSCRIBER);
        if (subscriber != null) {
            hub.remove(subscriber);
        }
    }

    private static String subscribed(LiveFilter filter) {
        return json(Map.of("subscribed", filter));
    }

    private static String json(Object value) {
        return new String(JsonBytes.write(value), StandardCharsets.UTF_8);
    }
}
