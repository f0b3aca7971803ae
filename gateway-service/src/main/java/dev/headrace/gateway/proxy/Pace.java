package dev.headrace.gateway.proxy;

import dev.headrace.gateway.wire.WireConfig;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * Ends a body of HTTP/2 that comes too slowly, by the rule to which a connection of HTTP/1 is held: what the service is ready to
 * read has to bring so many bytes in so long. The frames of a connection do not tell which of its bodies is waited for.
 */
final class Pace {
    private final RoutingContext rc;
    private final WireConfig config;
    private final LimitedBody body;
    private long timer;

    private Pace(RoutingContext rc, WireConfig config, LimitedBody body) {
        this.rc = rc;
        this.config = config;
        this.body = body;
    }

    /** Watches a body that is about to flow; one of HTTP/1 is watched from its first byte. */
    static void watch(RoutingContext rc, WireConfig config, LimitedBody body) {
        if (rc.request().version() == HttpVersion.HTTP_2) {
            Pace pace = new Pace(rc, config, body);
            pace.next();
            Observation.atEnd(rc, () -> rc.vertx().cancelTimer(pace.timer));
        }
    }

    private void next() {
        long before = body.seen();
        long waits = body.waits();
        timer = rc.vertx().setTimer(config.bodyPatience().toMillis(), tick -> look(before, waits));
    }

    /** @param waits a service that was not ready to read in between, once or more, is no fault of the caller */
    private void look(long before, long waits) {
        if (body.isOver() || body.problem() != null || rc.response().ended()) {
            return;
        }
        if (body.waits() == waits && !body.isWaiting() && body.seen() - before < config.bodyLeast()) {
            body.fail(tooSlow());
        } else {
            next();
        }
    }

    static ApiException tooSlow() {
        return new ApiException(ErrorCode.REQUEST_TIMEOUT, "The body of the request came too slowly");
    }
}
