package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.observe.Access;
import dev.headrace.platform.observe.StopNotice;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a service, until its answer begins. What is done again, and when, is decided here. Stays on its event
 * loop.
 */
final class Forward {
    private static final String CLOSE = "close";
    private static final int FAILED = 400;
    private static final long NO_ERROR = 0;
    /** So often a request looks for another process, or the next start of the same one. */
    private static final int MOST_MOVES = 5;

    private final RoutingContext rc;
    private final Route route;
    private final @Nullable String token;
    private final @Nullable Charges charges;
    private final RequestBody body;
    private final Way way;
    private final Call call;
    private final Access access;
    private int moves;
    private boolean repeated;

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
        this.access = Access.of(rc);
        this.call = new Call(rc, route.timeout(), route.parks(), body::isSent);
    }

    /** Sends it as soon as its body allows. */
    void begin() {
        body.prepare(problem -> {
            if (problem == null) {
                send();
            } else {
                Refusal.end(rc, problem);
            }
        });
    }

    private void send() {
        access.asked();
        way.upstream().open(call).onComplete(this::opened);
    }

    private void opened(AsyncResult<HttpClientRequest> opened) {
        if (opened.failed()) {
            broken(opened.cause());
            return;
        }
        HttpClientRequest request = opened.result();
        if (call.isAbandoned()) {
            request.reset();
            fail(new ConnectException("the caller has gone"));
            return;
        }
        access.connected();
        if (route.parks()) {
            way.drain().park(request);
        }
        rc.response().exceptionHandler(gone -> {
            call.abandon();
            request.reset(NO_ERROR, gone);
        });
        request.response().onComplete(this::answered);
        Headers.toService(rc, token, request.headers());
        body.sendWith(request);
    }

    private void answered(AsyncResult<HttpClientResponse> answered) {
        if (answered.failed()) {
            broken(answered.cause());
            return;
        }
        HttpClientResponse response = answered.result();
        if (isStopping(response)) {
            move();
            return;
        }
        if (response.headers().contains(StopNotice.HEADER)) {
            way.upstream().stops(call);
        }
        if (response.statusCode() >= FAILED && charges != null && !charges.isFree()) {
            // What the service itself refused made no tasks.
            way.admission().giveBackTasks(charges);
        }
        new Reply(rc, access, route, response, this::unanswered).begin();
    }

    /** What a process says when it stops and has not looked at the request: 503 with nothing in it, and an end. */
    private static boolean isStopping(HttpClientResponse response) {
        return response.statusCode() == ErrorCode.UNAVAILABLE.status()
                && Headers.declaredLength(response.headers()) == 0
                && CLOSE.equalsIgnoreCase(response.headers().get(HttpHeaders.CONNECTION));
    }

    /** Nothing was done: it may go elsewhere, or wait, whatever it is. */
    private void move() {
        way.upstream().stops(call);
        if (body.isRepeatable() && ++moves <= MOST_MOVES) {
            send();
        } else {
            fail(new ApiException(
                    ErrorCode.UNAVAILABLE,
                    "The " + route.service().wire() + " service is restarting; nothing was done"));
        }
    }

    /** If the connection ended before an answer began that process may have died, and another can answer. */
    private void broken(Throwable failure) {
        if (isBroken(failure)) {
            way.upstream().brokenOff(call.from());
            boolean repeats = !repeated && isIdempotent(rc.request().method()) && body.isRepeatable();
            if (repeats && way.upstream().mayRepeat()) {
                repeated = true;
                send();
                return;
            }
        }
        fail(failure);
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

    private void fail(Throwable failure) {
        boolean unsent = failure instanceof ApiException || failure instanceof ConnectException;
        if (unsent && body.problem() == null && charges != null) {
            // Our own refusals come before anything is sent. Of what was not answered nobody knows whether it was done.
            way.admission().giveBack(charges);
        }
        unanswered(failure);
    }

    /** There was no answer, or not all of a short one: the caller is told why. */
    private void unanswered(Throwable failure) {
        access.answered();
        if (call.isAbandoned()) {
            Observation.cutOff(rc);
            return;
        }
        ApiException kept = body.problem();
        ApiException problem = kept == null ? Failures.of(failure, route.service()) : kept;
        if (kept != null) {
            Refusal.closeSoon(rc);
        }
        if (problem.code().status() == ErrorCode.UNAVAILABLE.status()) {
            rc.response()
                    .putHeader(Refusal.RETRY_AFTER, Long.toString(way.upstream().retryAfterSeconds()));
        }
        Refusal.end(rc, problem);
    }
}
