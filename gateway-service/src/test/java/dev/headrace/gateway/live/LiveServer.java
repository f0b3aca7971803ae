package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.ChangedKeys;
import dev.headrace.gateway.apikey.KnownKey;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** WebSockets of live events without the gateway around them, for callers with one key, over a Kafka that is away. */
final class LiveServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ChangedKeys changedKeys = new ChangedKeys();
    private final KnownKey key;
    private final LiveHub hub;
    private final CatchUp catchUp;
    private final TaskTail tail;
    private final LiveSockets sockets;
    private final HttpServer server;

    LiveServer(KnownKey key) throws Exception {
        LiveConfig config = Settings.with(Map.of());
        LiveCounts counts = new LiveCounts();
        LogReaders away =
                new LogReaders(Map.of("bootstrap.servers", "127.0.0.1:" + freePort(), "default.api.timeout.ms", 100));
        this.key = key;
        this.hub = new LiveHub(config, counts);
        this.catchUp = new CatchUp(hub, away, config);
        this.tail = new TaskTail(hub, catchUp, away);
        this.sockets = new LiveSockets(
                vertx, Clock.systemUTC(), hub, new Intake(hub, catchUp, tail), changedKeys, config, counts);
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::upgrade)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void upgrade(HttpServerRequest request) {
        var channel = ((ConnectionBase) request.connection()).channelHandlerContext();
        request.toWebSocket().onSuccess(socket -> sockets.open(socket, channel, key, null, () -> {}));
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that has been told hello. */
    LiveClient client() {
        LiveClient client = new LiveClient(http, URI.create("ws://127.0.0.1:" + server.actualPort()), "any", true);
        client.next("hello");
        return client;
    }

    ChangedKeys changedKeys() {
        return changedKeys;
    }

    LiveHub hub() {
        return hub;
    }

    /** What happens once a second, as if it were then. */
    void tick(long nowNanos) {
        sockets.tick(nowNanos, System.currentTimeMillis());
    }

    @Override
    public void close() {
        tail.stop(new ShutdownEvent());
        catchUp.stop(new ShutdownEvent());
        http.shutdownNow();
        vertx.close();
    }
}
