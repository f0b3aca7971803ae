package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Admission;
import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.limit.Submission;
import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.observe.Access;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
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

    /** A submit up to so many bytes is read before a connection to the service is taken. */
    private static final int GATHERED = 64 * 1024;

    private static final int FAILED = 400;

    private final RoutingContext rc;
    private final Route route;
    private final Upstream upstream;
    private final String token;
    private final Drain drain;
    private final Admission admission;
    private final Charges charges;
    private @Nullable LimitedBody limited;
    private @Nullable SubmittedBody submitted;
    private @Nullable Buffer gathered;

    Forward(
            RoutingContext rc,
            Route route,
            Upstream upstream,
            String token,
            Drain drain,
            Admission admission,
            Charges charges) {
        this.rc = rc;
        this.route = route;
        this.upstream = upstream;
        this.token = token;
        this.drain = drain;
        this.admission = admission;
        this.charges = charges;
    }

    /** Lets tasks through if the caller's quotas allow them: a small body is read before, the end of a large one waits. */
    void submit(Submission submission) {
        HttpServerRequest request = rc.request();
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        // The entrance has refused a length that is no number or over the route's bound.
        if (length == null || Long.parseLong(length) > GATHERED) {
            submitted = new SubmittedBody(request, submission, rc.vertx().getOrCreateContext());
            go();
            return;
        }
        expected(request);
        Buffer body = Buffer.buffer(Integer.parseInt(length));
        request.handler(body::appendBuffer);
        request.endHandler(end -> {
            submission.read(body);
            gathered = body;
            charge(submission.charge());
        });
        request.resume();
    }

    private void charge(Future<Charges> charged) {
        if (charged.isComplete()) {
            go(charged);
            return;
        }
        Context own = rc.vertx().getOrCreateContext();
        charged.onComplete(done -> own.runOnContext(v -> go(done)));
    }

    private void go(AsyncResult<Charges> charged) {
        if (charged.failed()) {
            Refusal.end(rc, Problems.of(charged.cause()));
        } else {
            proxy(rc.request());
        }
    }

    void go() {
        HttpServerRequest request = rc.request();
        expected(request);
        proxy(request);
    }

    private static void expected(HttpServerRequest request) {
        if (request.headers().contains(EXPECT)) {
            request.response().writeContinue();
        }
    }

    private void proxy(HttpServerRequest request) {
        // Its own way with WebSockets would pass by the identity and every bound.
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), upstream.client())
                .origin(this)
                .addInterceptor(this)
                .handle(request);
    }

    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        Future<HttpClientRequest> request = upstream.open(
                context.request().getMethod(),
                context.request().getURI(),
                route.timeout(),
                route.parks(),
                rc.request().connection(),
                () -> rc.response().closed());
        request.onSuccess(connection -> Access.of(rc).connected());
        return route.parks() ? request.onSuccess(drain::park) : request;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        MultiMap headers = request.headers();
        Headers.dropNamedByConnection(headers);
        headers.remove(HttpHeaders.AUTHORIZATION).remove(X_API_KEY).remove(EXPECT);
        headers.remove(FORWARDED).remove(FORWARDED_HOST);
        headers.set(IDENTITY, token);
        headers.set(REQUEST_ID, Exchange.of(rc).requestId());
        boolean repeatable = isRepeatable(request.proxiedRequest());
        if (repeatable) {
            request.setBody(null);
            request.proxiedRequest().resume();
        }
        body(request);
        Access.of(rc).asked();
        return context.sendRequest()
                .recover(failure -> again(context, failure, repeatable))
                .recover(failure -> Future.succeededFuture(failed(context, failure)));
    }

    private void body(ProxyRequest request) {
        Body body = request.getBody();
        if (gathered != null) {
            request.setBody(Body.body(gathered));
        } else if (body != null && (body.length() < 0 || submitted != null)) {
            ReadStream<Buffer> stream = submitted == null ? body.stream() : submitted;
            if (body.length() < 0) {
                limited = new LimitedBody(stream, route.maxBody());
                request.setBody(Body.body(limited));
            } else {
                request.setBody(Body.body(stream, body.length()));
            }
        }
    }

    private Future<ProxyResponse> again(ProxyContext context, Throwable failure, boolean repeatable) {
        if (!isBroken(failure)) {
            return Future.failedFuture(failure);
        }
        upstream.brokenOff(rc.request().connection());
        return repeatable && upstream.mayRepeat() ? context.sendRequest() : Future.failedFuture(failure);
    }

    /** Twice is the same as once, and there is no body that could be gone: it may be sent again. */
    private static boolean isRepeatable(HttpServerRequest request) {
        HttpMethod method = request.method();
        return (method.equals(HttpMethod.GET)
                        || method.equals(HttpMethod.HEAD)
                        || method.equals(HttpMethod.PUT)
                        || method.equals(HttpMethod.DELETE))
                && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** The connection ended before an answer began: that process may have died, and another can answer. */
    private static boolean isBroken(Throwable failure) {
        return failure instanceof HttpClosedException
                || (failure instanceof IOException && !(failure instanceof ConnectException));
    }

    private ProxyResponse failed(ProxyContext context, Throwable failure) {
        boolean tooLarge = limited != null && limited.exceeded();
        ApiException refused = submitted == null ? null : submitted.refused();
        ApiException problem = tooLarge
                ? Failures.tooLarge(route.maxBody())
                : refused != null ? refused : Failures.of(failure, route.service());
        Answer answer = Answer.of(problem, Exchange.of(rc), rc.request().getHeader(HttpHeaders.ACCEPT));
        if (tooLarge || refused != null) {
            Refusal.closeSoon(rc);
        }
        ProxyResponse response = context.request().release().response();
        if (problem.code() == ErrorCode.OVERLOADED || problem.code() == ErrorCode.CIRCUIT_OPEN) {
            response.putHeader(Refusal.RETRY_AFTER, Long.toString(upstream.retryAfterSeconds()));
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
        headers.remove(REQUEST_ID);
        if (!charges.isFree() && context.response().getStatusCode() >= FAILED) {
            admission.giveBack(charges);
        }
        if (context.response().getStatusCode() == ErrorCode.UPGRADE_REQUIRED.status()) {
            headers.set(HttpHeaders.UPGRADE, WEBSOCKET);
        }
        return context.sendResponse().onFailure(cut -> Observation.cutOff(rc));
    }
}
