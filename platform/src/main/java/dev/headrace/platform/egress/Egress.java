package dev.headrace.platform.egress;

import dev.headrace.platform.guard.Resolver;
import dev.headrace.platform.guard.rule.Destination;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/**
 * Makes calls to hosts that callers named: resolves and checks the host, connects to the checked address with the name in
 * Host and SNI, follows no redirect, and reads no more than it should.
 */
public final class Egress {
    /** Shorter than what most servers keep an idle connection, so that it is mostly we who close it. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private static final int MAX_HEADER_BYTES = 16 * 1_024;

    private final Resolver resolver;
    private final Clock clock;
    private final Bounds bounds;
    private final Context context;
    private final HttpClient client;
    private final Set<HttpConnection> used = Collections.newSetFromMap(new WeakHashMap<>());

    public Egress(Vertx vertx, Resolver resolver, Bounds bounds, Clock clock) {
        this(vertx, resolver, bounds, clock, new HttpClientOptions());
    }

    /** For tests, which trust certificates of their own. */
    Egress(Vertx vertx, Resolver resolver, Bounds bounds, Clock clock, HttpClientOptions options) {
        this.resolver = resolver;
        this.clock = clock;
        this.bounds = bounds;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(
                options.setConnectTimeout((int) bounds.connectTimeout().toMillis())
                        .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                        .setMaxHeaderSize(MAX_HEADER_BYTES),
                // A slot is taken before a call is made, so none waits for a connection.
                new PoolOptions().setHttp1MaxSize(bounds.connections()));
    }

    /** Begins a call; its reply is there within the timeout, from resolving the name to the end of the answer. */
    public Exchange send(Call call, Duration timeout) {
        Exchange exchange = new Exchange(context, bounds, clock.instant());
        context.runOnContext(start -> start(exchange, call, timeout));
        return exchange;
    }

    private void start(Exchange exchange, Call call, Duration timeout) {
        exchange.expireAfter(timeout);
        var _ = resolver.resolve(call.destination().host())
                .whenComplete((address, failure) -> context.runOnContext(resolved -> {
                    if (failure == null) {
                        connect(exchange, call, address, true);
                    } else {
                        exchange.fail(Faults.of(failure, Fault.NAME_NOT_RESOLVED));
                    }
                }));
    }

    private void connect(Exchange exchange, Call call, InetAddress address, boolean mayRepeat) {
        client.request(options(call, address))
                .onSuccess(request -> {
                    boolean again = mayRepeat && isReused(request.connection());
                    exchange.send(request, call.body(), lost(exchange, call, address, again));
                })
                .onFailure(failure -> exchange.fail(Faults.of(failure, Fault.CONNECT_FAILED)));
    }

    private boolean isReused(HttpConnection connection) {
        return !used.add(connection);
    }

    /**
     * A call whose connection was used before and ends without an answer is made once more, at once: servers close idle
     * connections, and a request may just then be on its way. A repeated call has the headers by which servers know it.
     */
    private Consumer<Fault> lost(Exchange exchange, Call call, InetAddress address, boolean again) {
        return fault -> {
            if (fault == Fault.CONNECTION_LOST && again) {
                connect(exchange, call, address, false);
            } else {
                exchange.fail(fault);
            }
        };
    }

    /** The server is the checked address; host and port are only what the request says. */
    private static RequestOptions options(Call call, InetAddress address) {
        Destination destination = call.destination();
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setServer(SocketAddress.inetSocketAddress(destination.port(), address.getHostAddress()))
                .setHost(destination.host())
                .setPort(destination.port())
                .setSsl(destination.secure())
                .setURI(destination.path())
                .setFollowRedirects(false);
        call.headers().forEach(options::putHeader);
        return options;
    }
}
