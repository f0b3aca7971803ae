package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.ConnectException;
import java.time.Duration;

/** The WebSockets to one service. How many there are is bounded by who asks for them. */
final class ServiceSockets {
    /** A service's messages are smaller by far. */
    private static final int MAX_FRAME = 4 << 20;

    private final Instances instances;
    private final Duration connectTimeout;
    private final WebSocketClient client;

    ServiceSockets(Vertx vertx, Service service, Instances instances, Duration connectTimeout) {
        this.instances = instances;
        this.connectTimeout = connectTimeout;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(MAX_FRAME)
                .setTcpNoDelay(true)
                .setMetricsName("upstream-" + service.wire()));
    }

    /** A WebSocket to a process of the service; {@code released} is to be run when it has ended. */
    record Opened(WebSocket socket, Runnable released) {}

    /**
     * Opens a WebSocket with the headers of a request that wants to become one.
     *
     * @return fails with {@link io.vertx.core.http.UpgradeRejectedException} if the service answers otherwise
     */
    Future<Opened> open(RoutingContext rc, String token, Duration timeout) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setURI(rc.request().uri())
                .setConnectTimeout(connectTimeout.toMillis())
                .setTimeout(timeout.toMillis())
                .setHeaders(Headers.forUpgrade(rc, token));
        return open(options, instances.size());
    }

    /** Asks so many processes, until one takes the connection. */
    private Future<Opened> open(WebSocketConnectOptions options, int most) {
        Instance instance = instances.next(true);
        instance.begin(true);
        RequestOptions to = instance.options();
        options.setServer(to.getServer()).setHost(to.getHost()).setPort(to.getPort());
        return client.connect(options)
                .onFailure(failure -> instance.end(true))
                .map(socket -> new Opened(socket, () -> instance.end(true)))
                .onSuccess(opened -> instance.reached())
                .recover(failure -> refused(instance, options, failure, most));
    }

    private Future<Opened> refused(Instance instance, WebSocketConnectOptions options, Throwable failure, int most) {
        if (!(failure instanceof ConnectException)) {
            return Future.failedFuture(failure);
        }
        instances.refused(instance);
        return most > 1 ? open(options, most - 1) : Future.failedFuture(failure);
    }
}
