package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.identity.Caller;
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
    private static final CharSequence WEBSOCKET = HttpHeaders.createOptimized("websocket");
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized(Caller.HEADER);
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(Exchange.REQUEST_ID);

    private final RoutingContext rc;
    private final Route route;
    private final Upstream upstream;
    private final String token;
    private final Drain drain;
    private @Nullable LimitedBody limited;

    Forward(RoutingContext rc, Route route, Upstream upstream, String token, Drain drain) {
        this.rc = rc;
        this.route = route;
        this.upstream = upstream;
        this.token = token;
        this.drain = drain;
    }

    void go() {
        HttpServerRequest request = rc.request();
        if (request.headers().contains(EXPECT)) {
            request.response().writeContinue();
        }
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
        return route.parks() ? request.onSuccess(drain::park) : request;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        MultiMap headers = request.headers();
        Headers.dropNamedByConnection(headers);
        headers.remove(HttpHeaders.AUTHORIZATION).remove(X_API_KEY).remove(EXPECT);
        headers.set(IDENTITY, token);
        headers.set(REQUEST_ID, Exchange.of(rc).requestId());
        boolean repeatable = isBareRead(request.proxiedRequest());
        if (repeatable) {
            request.setBody(null);
            request.proxiedRequest().resume();
        }
        Body body = request.getBody();
        if (body != null && body.length() < 0) {
            limited = new LimitedBody(body.stream(), route.maxBody());
            request.setBody(Body.body(limited));
        }
        return context.sendRequest()
                .recover(failure -> again(context, failure, repeatable))
                .recover(failure -> Future.succeededFuture(failed(context, failure)));
    }

    private Future<ProxyResponse> again(ProxyContext context, Throwable failure, boolean repeatable) {
        if (!isBroken(failure)) {
            return Future.failedFuture(failure);
        }
        upstream.brokenOff(rc.request().connection());
        return repeatable ? context.sendRequest() : Future.failedFuture(failure);
    }

    /** A read without a body changes nothing: it may be sent again. */
    private static boolean isBareRead(HttpServerRequest request) {
        HttpMethod method = request.method();
        return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
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
        ApiException problem = tooLarge ? Failures.tooLarge(route.maxBody()) : Failures.of(failure, route.service());
        Answer answer = Answer.of(problem, Exchange.of(rc), rc.request().getHeader(HttpHeaders.ACCEPT));
        if (tooLarge) {
            Refusal.closeSoon(rc);
        }
        return context.request()
                .release()
                .response()
                .setStatusCode(problem.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
                .setBody(Body.body(JsonBytes.buffer(answer.body())));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        MultiMap headers = context.response().headers();
        Headers.dropNamedByConnection(headers);
        Headers.dropHopByHop(headers);
        headers.remove(REQUEST_ID);
        if (context.response().getStatusCode() == ErrorCode.UPGRADE_REQUIRED.status()) {
            headers.set(HttpHeaders.UPGRADE, WEBSOCKET);
        }
        return context.sendResponse().onFailure(cut -> Observation.cutOff(rc));
    }
}
