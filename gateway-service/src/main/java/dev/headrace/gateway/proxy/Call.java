package dev.headrace.gateway.proxy;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request that is to be sent to a service, and the process that it was sent to last. Stays on its event loop. */
final class Call {
    private final RoutingContext rc;
    private final HttpMethod method;
    private final String uri;
    private final HttpConnection from;
    private final Duration idleTimeout;
    private final boolean parks;
    private final BooleanSupplier sent;
    private @Nullable Instance sentTo;
    private boolean abandoned;

    /**
     * The request as it came.
     *
     * @param idleTimeout longest time without a byte of the answer
     * @param parks whether it may wait on purpose
     * @param sent whether all of its body has gone to the service
     */
    Call(RoutingContext rc, Duration idleTimeout, boolean parks, BooleanSupplier sent) {
        HttpServerRequest request = rc.request();
        this.rc = rc;
        this.method = request.method();
        this.uri = request.uri();
        this.from = request.connection();
        this.idleTimeout = idleTimeout;
        this.parks = parks;
        this.sent = sent;
    }

    boolean parks() {
        return parks;
    }

    /** Whether the service has all of it, so that it could answer. */
    boolean isSent() {
        return sent.getAsBoolean();
    }

    /** The caller's connection. */
    HttpConnection from() {
        return from;
    }

    /** The caller has gone: that is told before the answer's end is known to be closed. */
    void abandon() {
        abandoned = true;
    }

    /** Whether the caller has gone, so that waiting is in vain. */
    boolean isAbandoned() {
        return abandoned || rc.response().closed();
    }

    /** The process that it was sent to last; null before. */
    @Nullable
    Instance sentTo() {
        return sentTo;
    }

    /** Options to send it to a process. */
    RequestOptions to(Instance instance, Duration connectTimeout) {
        sentTo = instance;
        return instance.options()
                .setMethod(method)
                .setURI(uri)
                .setConnectTimeout(connectTimeout.toMillis())
                .setIdleTimeout(idleTimeout.toMillis());
    }
}
