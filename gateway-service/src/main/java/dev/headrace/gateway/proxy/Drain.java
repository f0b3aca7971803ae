package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the gateway's work in order when it stops: new requests are refused, parked ones answered, the others finished.
 *
 * <p>The framework's own wait cannot be used: it counts an open WebSocket as a request, and does so for ever.
 */
@Singleton
public final class Drain {
    private static final long NO_ERROR = 0;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final AtomicInteger underWay = new AtomicInteger();
    private final Set<HttpClientRequest> parked = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** Whether new requests are refused. */
    boolean isStopping() {
        return stopping;
    }

    static ApiException refusal() {
        return new ApiException(ErrorCode.UNAVAILABLE, "The gateway is stopping; ask again");
    }

    /** Answers 503. Whoever speaks HTTP/2 is told as well to send what comes next over another connection. */
    static void refuse(RoutingContext rc) {
        if (rc.request().version() == HttpVersion.HTTP_2) {
            rc.request().connection().goAway(NO_ERROR);
        }
        Refusal.endAndClose(rc, refusal());
    }

    /** Counts a request until it has ended, however it ends. */
    void count(RoutingContext rc) {
        underWay.incrementAndGet();
        Observation.atEnd(rc, this::ended);
    }

    /** Remembers a request that waits on purpose. */
    void park(HttpClientRequest request) {
        parked.add(request);
        request.response().onComplete(done -> parked.remove(request));
    }

    private void ended() {
        if (underWay.decrementAndGet() == 0 && stopping) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    void onStop(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        stopping = true;
        parked.forEach(request -> request.reset(NO_ERROR, refusal()));
        long end = System.nanoTime() + PATIENCE_NANOS;
        synchronized (this) {
            for (long left = PATIENCE_NANOS; underWay.get() > 0 && left > 0; left = end - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        }
    }
}
