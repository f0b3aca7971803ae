package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.limit.Submission;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Problems;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyRequest;
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
    RequestBody(RoutingContext rc, long limit, SmallBodies small, @Nullable Submission submission) {
        this.rc = rc;
        this.limit = limit;
        this.small = small;
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

    /** Whether it was read before anything is sent on. */
    boolean isRead() {
        return whole != null;
    }

    /** Whether all of it has come and gone on. */
    boolean isSent() {
        return absent || whole != null || (limited != null && limited.isOver());
    }

    /** Why its end was kept from the service; null if it was not. */
    @Nullable
    ApiException problem() {
        ApiException refused = submitted == null ? null : submitted.refused();
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
        String declared = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        long length = declared == null ? -1 : Long.parseLong(declared);
        if (declared == null && request.version() == HttpVersion.HTTP_2) {
            // The proxy goes by it to send the parts on as they come.
            request.headers().set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
        }
        if (!small.take(length)) {
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
            ready.accept(new ApiException(ErrorCode.REQUEST_TIMEOUT, "The body of the request came too slowly"));
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

    /** Gives it to the request that is sent on; as often as that is sent, if it is repeatable. */
    void into(ProxyRequest request) {
        Body body = request.getBody();
        if (absent) {
            request.setBody(null);
            request.proxiedRequest().resume();
        } else if (whole != null) {
            request.setBody(Body.body(whole));
        } else if (body != null) {
            LimitedBody flowing = new LimitedBody(stream(body), limit, scanned());
            limited = flowing;
            request.setBody(body.length() < 0 ? Body.body(flowing) : Body.body(flowing, body.length()));
        }
    }

    private ReadStream<Buffer> stream(Body body) {
        if (submission == null) {
            return body.stream();
        }
        SubmittedBody counted =
                new SubmittedBody(body.stream(), submission, rc.vertx().getOrCreateContext());
        submitted = counted;
        return counted;
    }

    /** What counts tasks looks at the depth as well. */
    private @Nullable Nesting scanned() {
        return submission == null && isJson() ? new Nesting() : null;
    }
}
