package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.limit.Submission;
import dev.headrace.gateway.wire.WireConfig;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Problems;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. A small one is read before a connection to the service is taken, so that who sends slowly holds
 * nothing of the service's, and it can be sent again. A larger one flows.
 */
final class RequestBody {
    /** A small body has so long, whatever it brings meanwhile. */
    private static final long LONGEST_MS = 30_000;

    private final RoutingContext rc;
    private final long limit;
    private final SmallBodies small;
    private final WireConfig wire;
    private final @Nullable Submission submission;
    private final boolean absent;
    private @Nullable Buffer whole;
    private @Nullable LimitedBody limited;
    private @Nullable SubmittedBody submitted;

    /**
     * The body as it will come.
     *
     * @param limit in bytes; the entrance has refused a declared length over it
     * @param submission counts the tasks in it; null if there are none that count
     */
    RequestBody(RoutingContext rc, long limit, SmallBodies small, WireConfig wire, @Nullable Submission submission) {
        this.rc = rc;
        this.limit = limit;
        this.small = small;
        this.wire = wire;
        this.submission = submission;
        this.absent = isAbsent(rc.request());
    }

    /** In HTTP/2 a body needs no header to announce it. */
    private static boolean isAbsent(HttpServerRequest request) {
        HttpMethod method = request.method();
        boolean announced = request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return !announced
                && (request.version() != HttpVersion.HTTP_2
                        || method.equals(HttpMethod.GET)
                        || method.equals(HttpMethod.HEAD)
                        || method.equals(HttpMethod.DELETE));
    }

    /** Whether it could be sent once more. */
    boolean isRepeatable() {
        return absent || whole != null;
    }

    /** Whether all of it has come and gone on. */
    boolean isSent() {
        return absent || whole != null || (limited != null && limited.isOver());
    }

    /** Why its end was kept from the service; null if it was not. */
    @Nullable
    ApiException problem() {
        ApiException refused = submitted == null ? null : submitted.problem();
        return refused == null && limited != null ? limited.problem() : refused;
    }

    /**
     * Reads it if it is small.
     *
     * @param ready is told that the request can go on, or why it cannot
     */
    void prepare(Consumer<@Nullable ApiException> ready) {
        HttpServerRequest request = rc.request();
        if (absent) {
            ready.accept(null);
            return;
        }
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
        long length = Headers.declaredLength(request.headers());
        if (!small.take(length)) {
            // It waits for a connection to the service.
            request.pause();
            ready.accept(null);
            return;
        }
        Observation.atEnd(rc, () -> small.giveBack(length));
        read(request, Buffer.buffer(Math.toIntExact(length)), ready);
    }

    private void read(HttpServerRequest request, Buffer body, Consumer<@Nullable ApiException> ready) {
        request.handler(body::appendBuffer);
        request.endHandler(end -> ready(body, ready));
        request.resume();
        if (whole == null) {
            long late = rc.vertx().setTimer(LONGEST_MS, tick -> late(ready));
            Observation.atEnd(rc, () -> rc.vertx().cancelTimer(late));
        }
    }

    private void late(Consumer<@Nullable ApiException> ready) {
        if (whole == null) {
            Refusal.closeSoon(rc);
            ready.accept(Pace.tooSlow());
        }
    }

    private void ready(Buffer body, Consumer<@Nullable ApiException> ready) {
        if (rc.response().ended()) {
            return;
        }
        whole = body;
        if (submission == null) {
            ready.accept(isJson() && !new Nesting().admits(body) ? Nesting.refusal() : null);
            return;
        }
        submission.read(body);
        Future<Charges> charged = submission.charge();
        if (charged.isComplete()) {
            ready.accept(problem(charged));
            return;
        }
        Context own = rc.vertx().getOrCreateContext();
        charged.onComplete(done -> own.runOnContext(v -> ready.accept(problem(done))));
    }

    private static @Nullable ApiException problem(AsyncResult<Charges> charged) {
        return charged.failed() ? Problems.of(charged.cause()) : null;
    }

    private boolean isJson() {
        return Nesting.concerns(rc.request().headers().get(HttpHeaders.CONTENT_TYPE));
    }

    /** Sends the request with it; as often as asked for, if it is repeatable. */
    void sendWith(HttpClientRequest to) {
        if (absent) {
            rc.request().resume();
            to.end();
        } else if (whole != null) {
            to.end(whole);
        } else {
            flow(to);
        }
    }

    private void flow(HttpClientRequest to) {
        LimitedBody flowing = new LimitedBody(stream(), limit, scanned());
        limited = flowing;
        long length = Headers.declaredLength(rc.request().headers());
        if (length < 0) {
            to.setChunked(true);
        } else {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
        flowing.pipe().endOnFailure(false).to(to).onFailure(cut -> to.reset());
        Pace.watch(rc, wire, flowing);
    }

    private ReadStream<Buffer> stream() {
        if (submission == null) {
            return rc.request();
        }
        SubmittedBody counted =
                new SubmittedBody(rc.request(), submission, rc.vertx().getOrCreateContext());
        submitted = counted;
        return counted;
    }

    /** What counts tasks looks at the depth as well. */
    private @Nullable Nesting scanned() {
        return submission == null && isJson() ? new Nesting() : null;
    }
}
