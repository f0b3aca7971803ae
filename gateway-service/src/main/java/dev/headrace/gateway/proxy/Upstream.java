package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Service;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.observe.StopNotice;
import io.vertx.core.AsyncResult;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections to one service, which may be several processes.
 *
 * <p>Each event loop has pools of its own, so that a request is read, forwarded and answered on one thread without a
 * lock. A process that refuses the connection passes its request to another one, since nothing was sent yet. If all
 * refuse they are asked again for a short time; the patience counts from the first refusal, so a service that stays away
 * costs later callers nothing.
 */
public final class Upstream {
    private static final long OWN_MS = 1_000;

    private final Vertx vertx;
    private final Service service;
    private final Instances instances;
    private final ProxyConfig config;
    private final ThreadLocal<HttpClient> brief;
    private final ThreadLocal<HttpClient> parked;
    private final HttpClient own;
    private final ServiceSockets sockets;
    private final Holding holding;
    private final Breaker breaker;
    private final Bulkhead bulkhead;
    private final RetryBudget budget = new RetryBudget();
    private final AtomicLong keptAway = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong notRetried = new AtomicLong();

    Upstream(Vertx vertx, Service service, List<URI> uris, ProxyConfig config) {
        this.breaker = new Breaker(config.breakerLeast(), config.breakerRest().toNanos());
        this.bulkhead = new Bulkhead(config.waiting(), config.queuePatience().toNanos());
        this.holding = new Holding(
                vertx, config.refusedWaiting(), config.refusedPatience().toNanos());
        this.vertx = vertx;
        this.service = service;
        this.instances = new Instances(
                uris.stream().map(Instance::new).toList(), config.refusedRest().toNanos());
        this.config = config;
        this.own = client(2, 1);
        this.sockets = new ServiceSockets(vertx, service, instances, config.connectTimeout());
        this.brief = ThreadLocal.withInitial(() -> {
            bulkhead.widen(config.connections() * config.pipelining());
            return client(config.connections(), config.pipelining());
        });
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

    ServiceSockets sockets() {
        return sockets;
    }

    /** The client of this event loop for requests that are answered at once. */
    HttpClient client() {
        return brief.get();
    }

    /** Whether each process says of itself, within a second, that it is ready; in the order of the configuration. Never fails. */
    public Future<List<Boolean>> ready() {
        List<Future<Boolean>> asked = instances.all().stream()
                .map(instance -> get(instance, "/q/health/ready").map(true).otherwise(false))
                .toList();
        return Future.all(asked).map(CompositeFuture::list);
    }

    /** Asks the service for something of its own; fails if no process answers with 200 within a second. */
    public Future<Buffer> get(String uri) {
        Future<Buffer> answer = get(instances.all().getFirst(), uri);
        for (Instance other : instances.all().subList(1, instances.size())) {
            answer = answer.recover(failure -> get(other, uri));
        }
        return answer;
    }

    private Future<Buffer> get(Instance instance, String uri) {
        return own.request(instance.options().setURI(uri).setTimeout(OWN_MS))
                .compose(HttpClientRequest::send)
                .expecting(HttpResponseExpectation.SC_OK)
                .compose(HttpClientResponse::body);
    }

    /** A request on a connection of this event loop. */
    Future<HttpClientRequest> open(Call call) {
        long now = System.nanoTime();
        if (call.parks() ? !breaker.admitsParked(now) : !breaker.admits(now)) {
            keptAway.incrementAndGet();
            return Future.failedFuture(open());
        }
        if (!call.parks() && !bulkhead.enter()) {
            breaker.unknown();
            return Future.failedFuture(busy());
        }
        budget.earn();
        return attempt(call)
                .recover(failure ->
                        failure instanceof ConnectException ? hold(call, failure) : Future.failedFuture(failure))
                .onFailure(failure -> notReached(call.parks()));
    }

    private Future<HttpClientRequest> hold(Call call, Throwable refusal) {
        return holding.retry(refusal, call::isAbandoned, () -> attempt(call));
    }

    private Future<HttpClientRequest> attempt(Call call) {
        return attempt(call, instances.size());
    }

    /** It never got there: that is told by how connections are refused, not by the breaker. */
    private void notReached(boolean parks) {
        if (!parks) {
            breaker.unknown();
            bulkhead.leave();
        }
    }

    private ApiException open() {
        return new ApiException(
                ErrorCode.CIRCUIT_OPEN,
                "The " + service.wire()
                        + " service left most requests of the last seconds without an answer; it is left in"
                        + " peace for " + retryAfterSeconds() + " s");
    }

    private ApiException busy() {
        return new ApiException(
                ErrorCode.OVERLOADED,
                "Too many requests wait for the " + service.wire() + " service; nothing was sent to it");
    }

    /** When it makes sense to come back. */
    long retryAfterSeconds() {
        return 1 + breaker.restLeft(System.nanoTime()) / 1_000_000_000L;
    }

    /** Whether the budget has a second attempt. */
    boolean mayRepeat() {
        boolean may = budget.spend();
        (may ? retried : notRetried).incrementAndGet();
        return may;
    }

    /** Closes the breaker. */
    void reset() {
        breaker.reset();
    }

    UpstreamView view() {
        long now = System.nanoTime();
        Breaker.View seen = breaker.view(now);
        return new UpstreamView(
                service.wire(),
                seen.state().name().toLowerCase(Locale.ROOT),
                breaker.restLeft(now) / 1_000_000,
                seen.answered(),
                seen.failed(),
                seen.opened(),
                keptAway.get(),
                bulkhead.underWay(),
                bulkhead.limit(),
                bulkhead.refused(),
                bulkhead.meanMicros(),
                retried.get(),
                notRetried.get(),
                budget.left(),
                instances.all().stream().map(Instance::view).toList());
    }

    /**
     * Asks each process whether it is ready, and so hears that it stops in time: what is on its way to it when it closes its
     * connections is lost, and nobody can say whether it was done.
     */
    void askHealth() {
        for (Instance instance : instances.all()) {
            own.request(instance.options().setURI("/q/health/ready").setTimeout(OWN_MS))
                    .compose(HttpClientRequest::send)
                    .onSuccess(answer -> told(instance, answer))
                    .onFailure(failure -> silent(instance, failure));
        }
    }

    private static void told(Instance instance, HttpClientResponse answer) {
        if (answer.headers().contains(StopNotice.HEADER)) {
            instance.stops();
        } else {
            instance.says(answer.statusCode() == 200);
        }
    }

    private void silent(Instance instance, Throwable failure) {
        if (instance.isStopping() && failure instanceof ConnectException) {
            instances.refused(instance);
        }
    }

    /** The process that a call was sent to has said that it stops and did nothing: it gets no more until it is back. */
    void stops(Call call) {
        Instance instance = call.sentTo();
        if (instance != null) {
            instance.stops();
        }
    }

    /** The process that this caller's connection was sent to has broken off: another one is asked next. */
    void brokenOff(HttpConnection from) {
        instances.left(from);
    }

    /** Asks so many processes for a connection, until one gives it. */
    private Future<HttpClientRequest> attempt(Call call, int most) {
        Instance instance = instances.next(call.parks(), call.from());
        if (instance.isStopping()) {
            return Future.failedFuture(new Stopping());
        }
        instance.begin(call.parks());
        return (call.parks() ? parked.get() : client())
                .request(call.to(instance, config.queuePatience()))
                .recover(this::waitedTooLong)
                .compose(request -> unlessStopping(instance, request))
                .onFailure(failure -> instance.end(call.parks()))
                .map(request -> reached(instance, call, request))
                .recover(failure -> refused(instance, call, failure, most));
    }

    /** It may have begun to stop while the request waited for a connection. */
    private static Future<HttpClientRequest> unlessStopping(Instance instance, HttpClientRequest request) {
        if (!instance.isStopping()) {
            return Future.succeededFuture(request);
        }
        request.exceptionHandler(failure -> {});
        request.reset();
        return Future.failedFuture(new Stopping());
    }

    /** Nothing is sent to a process that has said that it stops. */
    private static final class Stopping extends ConnectException {
        private static final long serialVersionUID = 1;

        Stopping() {
            super("the process is stopping");
        }
    }

    /** No answer was late: there was no connection to ask on. */
    private Future<HttpClientRequest> waitedTooLong(Throwable failure) {
        boolean late = failure instanceof TimeoutException || failure instanceof ConnectionPoolTooBusyException;
        return Future.failedFuture(late ? busy() : failure);
    }

    private Future<HttpClientRequest> refused(Instance instance, Call call, Throwable failure, int most) {
        if (!(failure instanceof ConnectException)) {
            return Future.failedFuture(failure);
        }
        if (!(failure instanceof Stopping)) {
            instances.refused(instance);
        }
        return most > 1 ? attempt(call, most - 1) : Future.failedFuture(failure);
    }

    /** Failures reach the caller by the response's future; without a handler they would be logged as well. */
    private HttpClientRequest reached(Instance instance, Call call, HttpClientRequest request) {
        request.exceptionHandler(failure -> {});
        long began = System.nanoTime();
        request.response().onComplete(answered -> ended(instance, call, answered, began));
        instance.reached();
        holding.reached();
        return request;
    }

    private void ended(Instance instance, Call call, AsyncResult<HttpClientResponse> answered, long began) {
        instance.end(call.parks());
        long now = System.nanoTime();
        if (!call.parks()) {
            bulkhead.leave();
            bulkhead.took(now - began);
        }
        if (answered.succeeded()) {
            breaker.ended(true, now);
        } else if (!call.parks() && isFault(answered.cause(), call)) {
            breaker.ended(false, now);
        } else if (!call.parks()) {
            breaker.unknown();
        }
    }

    /** A caller that has gone or sends slowly, or a body over its limit, says nothing of the service. */
    private static boolean isFault(Throwable failure, Call call) {
        boolean broken = failure instanceof IOException || failure instanceof HttpClosedException;
        return !call.isAbandoned() && (broken || (failure instanceof TimeoutException && call.isSent()));
    }
}
