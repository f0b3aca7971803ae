package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.observe.Access;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * A service's answer on its way to the caller. A short one of known length is sent in one piece, so one that breaks off can still
 * be told as an error; any other flows, and is cut off when it breaks off: it never looks whole.
 */
final class Reply {
    /** The window of a caller that reads slowly holds at least as much. */
    private static final long SHORT = 16 * 1024;

    private static final long NO_ERROR = 0;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final CharSequence WEBSOCKET = HttpHeaders.createOptimized("websocket");

    private final RoutingContext rc;
    private final Access access;
    private final HttpClientResponse from;
    private final HttpServerResponse to;
    private final Consumer<Throwable> unanswered;
    private final Route route;
    private long watch;
    private long passed;

    /** @param unanswered told when it broke off before anything of it was passed on */
    Reply(RoutingContext rc, Access access, Route route, HttpClientResponse from, Consumer<Throwable> unanswered) {
        this.rc = rc;
        this.access = access;
        this.from = from;
        this.to = rc.response();
        this.unanswered = unanswered;
        this.route = route;
    }

    void begin() {
        access.answered();
        watch();
        long length = Headers.declaredLength(from.headers());
        if (hasNoBody() || (length >= 0 && length <= SHORT)) {
            from.body().onComplete(this::whole);
        } else {
            flow(length);
        }
    }

    /** One that has begun and stops coming is given up, unless it is the caller who does not take it. */
    private void watch() {
        watch = rc.vertx().setTimer(route.timeout().toMillis(), tick -> look());
    }

    private void look() {
        if (to.ended() || to.closed()) {
            // Its caller has gone, and nobody says when the last of it was written.
            return;
        }
        long now = to.bytesWritten();
        if (now == passed && !to.writeQueueFull()) {
            from.request().reset(NO_ERROR, Failures.late(route.service()));
        } else {
            passed = now;
            watch();
        }
    }

    private boolean hasNoBody() {
        return rc.request().method().equals(HttpMethod.HEAD)
                || from.statusCode() == NO_CONTENT
                || from.statusCode() == NOT_MODIFIED;
    }

    private void whole(AsyncResult<Buffer> body) {
        rc.vertx().cancelTimer(watch);
        if (to.closed()) {
            Observation.cutOff(rc);
            return;
        }
        if (body.failed()) {
            unanswered.accept(body.cause());
            return;
        }
        head();
        to.end(body.result()).onFailure(cut -> Observation.cutOff(rc));
    }

    private void flow(long length) {
        head();
        boolean old = rc.request().version() == HttpVersion.HTTP_1_0;
        if (length < 0 && !old) {
            to.setChunked(true);
        }
        from.pipe()
                .endOnFailure(false)
                .to(to)
                .onSuccess(done -> over(length < 0 && old))
                .onFailure(cut -> cutOff());
    }

    /** @param byClosing HTTP/1.0 knows no chunks: such an answer ends with its connection */
    private void over(boolean byClosing) {
        if (byClosing) {
            rc.request().connection().close();
        }
    }

    private void cutOff() {
        from.request().reset();
        to.reset();
        Observation.cutOff(rc);
    }

    private void head() {
        to.setStatusCode(from.statusCode()).setStatusMessage(from.statusMessage());
        Headers.toCaller(from.headers(), to.headers());
        if (from.statusCode() == ErrorCode.UPGRADE_REQUIRED.status()) {
            to.putHeader(HttpHeaders.UPGRADE, WEBSOCKET);
        }
    }
}
