package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Ends a request that goes no further. */
final class Refusal {
    /** A caller that is still sending reads the answer only after it: it gets this long before the line is cut. */
    private static final long GRACE_MS = 2_000;

    static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private Refusal() {}

    static void end(RoutingContext rc, ApiException problem) {
        if (problem.code() == ErrorCode.OVERLOADED && !rc.response().headers().contains(RETRY_AFTER)) {
            rc.response().putHeader(RETRY_AFTER, "1");
        }
        // What is left of the body is read and dropped, so that the connection can go on.
        rc.request().resume();
        Answer.end(rc, problem);
    }

    /** Refuses a body that is too large and, since the caller may go on sending it, closes the connection. */
    static void endAndClose(RoutingContext rc, ApiException problem) {
        closeSoon(rc);
        end(rc, problem);
    }

    /** Closes the connection once the answer is out. HTTP/2 ends the stream only: the others on it go on. */
    static void closeSoon(RoutingContext rc) {
        if (rc.request().version() == HttpVersion.HTTP_2) {
            return;
        }
        rc.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        rc.vertx().setTimer(GRACE_MS, tick -> rc.request().connection().close());
    }
}
