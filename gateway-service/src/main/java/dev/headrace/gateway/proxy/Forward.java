package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.observe.Access;
import dev.headrace.platform.observe.StopNotice;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.io.IOException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** One request on its way to a service and back, streamed both ways. */
final class Forward implements OriginRequestProvider, ProxyInterceptor {
    private static final CharSequence X_API_KEY = HttpHeaders.createOptimized("x-api-key");
    private static final CharSequence EXPECT = HttpHeaders.createOptimized("expect");
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");
    private static final CharSequence FORWARDED_HOST = HttpHeaders.createOptimized("x-forwarded-host");
    private static final CharSequence WEBSOCKET = HttpHeaders.createOptimized("websocket");
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized(Caller.HEADER);
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(Exchange.REQUEST_ID);

    private static final String CLOSE = "close";
    private static final int FAILED = 400;
    /** So often a request looks for another process, or the next start of the same one. */
    private static final int MOST_MOVES = 5;

    private final RoutingContext rc;
    private final Route route;
    private final @Nullable String token;
    private final @Nullable Charges charges;
    private final RequestBody body;
    private final Way way;
    private final Call call;
    private int moves;
    private Outcome outcome = Outcome.ANSWERED;

    /** What became of it. */
    private enum Outcome {
        ANSWERED,
        NOTHING_SENT,
        UNKNOWN
    }

    /**
     * One request.
     *
     * @param token the caller's identity, signed for the service; null for anybody
     * @param charges what it was charged; null for nothing
     */
    Forward(
            RoutingContext rc,
            Route route,
            @Nullable String token,
            @Nullable Charges charges,
            RequestBody body,
            Way way) {
        this.rc = rc;
        this.route = route;
        this.token = token;
        this.charges = charges;
        this.body = body;
        this.way = way;
        this.call = new Call(rc, route.timeout(), route.parks(), body::isSent);
    }

    /** Sends it as soon as its body allows. */
    void begin() {
        body.prepare(problem -> {
            if (problem == null) {
                proxy(body.isRead() ? new ReadRequest(rc.request()) : rc.request());
            } else {
                Refusal.end(rc, problem);
            }
        });
    }

    private void proxy(HttpServerRequest request) {
        // Its own way with WebSockets would pass by the identity and every bound.
        HttpProxy.reverseProxy(
                        new ProxyOptions().setSupportWebSocket(false),
                        way.upstream().client())
                .origin(this)
                .addInterceptor(this)
                .handle(request);
    }

    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        Future<HttpClientRequest> request = way.upstream().open(call);
        request.onSuccess(connection -> Access.of(rc).connected());
        return route.parks() ? request.onSuccess(way.drain()::park) : request;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        MultiMap headers = request.headers();
        Headers.dropNamedByConnection(headers);
        headers.remove(HttpHeaders.AUTHORIZATION).remove(X_API_KEY).remove(EXPECT);
        headers.remove(FORWARDED).remove(FORWARDED_HOST);
        if (token == null) {
            headers.remove(IDENTITY);
        } else {
            headers.set(IDENTITY, token);
        }
        headers.set(REQUEST_ID, Exchange.of(rc).requestId());
        return send(context)
                .recover(failure -> again(context, failure))
                .recover(failure -> Future.succeededFuture(failed(context, failure)));
    }

    private Future<ProxyResponse> send(ProxyContext context) {
        body.into(context.request());
        Access.of(rc).asked();
        return context.sendRequest().compose(response -> answered(context, response));
    }

    private Future<ProxyResponse> answered(ProxyContext context, ProxyResponse response) {
        if (isStopping(response)) {
            return move(context, response);
        }
        if (response.headers().contains(StopNotice.HEADER)) {
            way.upstream().stops(call);
        }
        return Future.succeededFuture(response);
    }

    /** What a process says when it stops and has not looked at the request: 503 with nothing in it, and an end. */
    private static boolean isStopping(ProxyResponse response) {
        return response.getStatusCode() == ErrorCode.UNAVAILABLE.status()
                && response.getBody() != null
                && response.getBody().length() == 0
                && CLOSE.equalsIgnoreCase(response.headers().get(HttpHeaders.CONNECTION));
    }

    /** Nothing was done: it may go elsewhere, or wait, whatever it is. */
    private Future<ProxyResponse> move(ProxyContext context, ProxyResponse stopping) {
        stopping.release();
        way.upstream().stops(call);
        if (body.isRepeatable() && ++moves <= MOST_MOVES) {
            return send(context);
        }
        return Future.failedFuture(new ApiException(
                ErrorCode.UNAVAILABLE, "The " + route.service().wire() + " service is restarting; nothing was done"));
    }

    /** If the connection ended before an answer began that process may have died, and another can answer. */
    private Future<ProxyResponse> again(ProxyContext context, Throwable failure) {
        if (!isBroken(failure)) {
            return Future.failedFuture(failure);
        }
        way.upstream().brokenOff(call.from());
        boolean repeats = isIdempotent(rc.request().method()) && body.isRepeatable();
        return repeats && way.upstream().mayRepeat() ? send(context) : Future.failedFuture(failure);
    }

    private static boolean isIdempotent(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE);
    }

    private static boolean isBroken(Throwable failure) {
        return failure instanceof HttpClosedException
                || (failure instanceof IOException && !(failure instanceof ConnectException));
    }

    private ProxyResponse failed(ProxyContext context, Throwable failure) {
        ApiException kept = body.problem();
        ApiException problem = kept == null ? Failures.of(failure, route.service()) : kept;
        // Our own refusals come before anything is sent.
        boolean unsent = kept == null && (failure instanceof ApiException || failure instanceof ConnectException);
        outcome = unsent ? Outcome.NOTHING_SENT : Outcome.UNKNOWN;
        Answer answer = Answer.of(problem, Exchange.of(rc), rc.request().getHeader(HttpHeaders.ACCEPT));
        if (kept != null) {
            Refusal.closeSoon(rc);
        }
        ProxyResponse response = context.request().release().response();
        if (problem.code().status() == ErrorCode.UNAVAILABLE.status()) {
            response.putHeader(Refusal.RETRY_AFTER, Long.toString(way.upstream().retryAfterSeconds()));
        }
        return response.setStatusCode(problem.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
                .setBody(Body.body(JsonBytes.buffer(answer.body())));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        Access.of(rc).answered();
        MultiMap headers = context.response().headers();
        Headers.dropNamedByConnection(headers);
        Headers.dropHopByHop(headers);
        headers.remove(REQUEST_ID).remove(StopNotice.HEADER);
        settle(context.response().getStatusCode());
        if (context.response().getStatusCode() == ErrorCode.UPGRADE_REQUIRED.status()) {
            headers.set(HttpHeaders.UPGRADE, WEBSOCKET);
        }
        return context.sendResponse().onFailure(cut -> Observation.cutOff(rc));
    }

    /** What the service itself refused made no tasks. Of what it has not answered nobody knows whether it did. */
    private void settle(int status) {
        if (charges == null || charges.isFree() || status < FAILED) {
            return;
        }
        switch (outcome) {
            case ANSWERED -> way.admission().giveBackTasks(charges);
            case NOTHING_SENT -> way.admission().giveBack(charges);
            case UNKNOWN -> {}
        }
    }
}
