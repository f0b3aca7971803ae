package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Service;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The connections to one service.
 *
 * <p>Each event loop has pools of its own, so that a request is read, forwarded and answered on one thread without a
 * lock. A service that refuses connections is asked again for a short time, since nothing was sent yet; the patience
 * counts from the first refusal, so a service that stays away costs later callers nothing.
 */
public final class Upstream {
    private static final long FIRST_PAUSE_MS = 10;
    private static final long LONGEST_PAUSE_MS = 160;
    private static final long OWN_MS = 1_000;
    private static final long UP = 0;

    private final Vertx vertx;
    private final Service service;
    private final String host;
    private final int port;
    private final SocketAddress address;
    private final ProxyConfig config;
    private final ThreadLocal<HttpClient> brief;
    private final ThreadLocal<HttpClient> parked;
    private final HttpClient own;
    private final AtomicLong refusedSince = new AtomicLong(UP);
    private final AtomicInteger waiting = new AtomicInteger();

    Upstream(Vertx vertx, Service service, URI uri, ProxyConfig config) {
        this.vertx = vertx;
        this.service = service;
        this.host = uri.getHost();
        this.port = uri.getPort() < 0 ? 80 : uri.getPort();
        this.address = SocketAddress.inetSocketAddress(port, host);
        this.config = config;
        this.own = client(2, 1);
        this.brief = ThreadLocal.withInitial(() -> client(config.connections(), config.pipelining()));
        this.parked = ThreadLocal.withInitial(() -> client(config.parkedConnections(), 1));
    }

    private HttpClient client(int connections, int pipelining) {
        HttpClientOptions options = new HttpClientOptions()
                .setPipelining(pipelining > 1)
                .setPipeliningLimit(pipelining)
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setKeepAliveTimeout(Math.toIntExact(config.keepAlive().toSeconds()))
                .setTcpNoDelay(true)
                .setMaxHeaderSize(32 * 1024)
                .setMetricsName("upstream-" + service.wire());
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(config.waiting());
        return vertx.createHttpClient(options, pool);
    }

    public Service service() {
        return service;
    }

    /** The client of this event loop for requests that are answered at once. */
    HttpClient client() {
        return brief.get();
    }

    /** Whether the service says of itself, within a second, that it is ready. Never fails. */
    public Future<Boolean> isReady() {
        return get("/q/health/ready").map(true).otherwise(false);
    }

    /** Asks the service for something of its own; fails after a second and for any status but 200. */
    public Future<Buffer> get(String uri) {
        RequestOptions options = new RequestOptions()
                .setServer(address)
                .setHost(host)
                .setPort(port)
                .setURI(uri)
                .setTimeout(OWN_MS);
        return own.request(options)
                .compose(HttpClientRequest::send)
                .expecting(HttpResponseExpectation.SC_OK)
                .compose(HttpClientResponse::body);
    }

    /**
     * A request on a connection of this event loop.
     *
     * @param abandoned whether the caller has gone, so that waiting is in vain
     */
    public Future<HttpClientRequest> open(
            HttpMethod method, String uri, Duration idleTimeout, boolean parks, BooleanSupplier abandoned) {
        RequestOptions options = new RequestOptions()
                .setServer(address)
                .setHost(host)
                .setPort(port)
                .setMethod(method)
                .setURI(uri)
                .setConnectTimeout(config.connectTimeout().toMillis())
                .setIdleTimeout(idleTimeout.toMillis());
        HttpClient client = parks ? parked.get() : client();
        return client.request(options)
                .map(this::reached)
                .recover(failure -> failure instanceof ConnectException
                        ? wait(new Waiting(client, options, abandoned), failure)
                        : Future.failedFuture(failure));
    }

    private record Waiting(HttpClient client, RequestOptions options, BooleanSupplier abandoned) {}

    /** Failures reach the caller by the response's future; without a handler they would be logged as well. */
    private HttpClientRequest reached(HttpClientRequest request) {
        request.exceptionHandler(failure -> {});
        if (refusedSince.get() != UP) {
            refusedSince.set(UP);
        }
        return request;
    }

    private Future<HttpClientRequest> wait(Waiting request, Throwable refusal) {
        refusedSince.compareAndSet(UP, System.nanoTime());
        if (waiting.incrementAndGet() > config.refusedWaiting()) {
            waiting.decrementAndGet();
            return Future.failedFuture(refusal);
        }
        return again(request, refusal, FIRST_PAUSE_MS).onComplete(done -> waiting.decrementAndGet());
    }

    private Future<HttpClientRequest> again(Waiting request, Throwable refusal, long pauseMs) {
        if (!(refusal instanceof ConnectException)
                || !patient()
                || request.abandoned().getAsBoolean()) {
            return Future.failedFuture(refusal);
        }
        Promise<Void> pause = Promise.promise();
        vertx.setTimer(pauseMs, tick -> pause.complete());
        return pause.future()
                .compose(v -> request.client().request(request.options()).map(this::reached))
                .recover(next -> again(request, next, Math.min(2 * pauseMs, LONGEST_PAUSE_MS)));
    }

    private boolean patient() {
        long since = refusedSince.get();
        return since == UP
                || System.nanoTime() - since < config.refusedPatience().toNanos();
    }
}
