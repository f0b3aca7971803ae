package dev.headrace.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.ext.web.RoutingContext;

/** A service's answer instead of an upgrade, on its way to the client. */
final class Rejection {
    private Rejection() {}

    static void pass(RoutingContext rc, UpgradeRejectedException rejection) {
        if (rc.response().ended() || rc.response().closed()) {
            return;
        }
        MultiMap from = rejection.getHeaders();
        MultiMap to = rc.response().headers();
        String type = from.get(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            to.set(HttpHeaders.CONTENT_TYPE, type);
        }
        String wait = from.get("Retry-After");
        if (wait != null) {
            to.set("Retry-After", wait);
        }
        Buffer body = rejection.getBody();
        rc.response().setStatusCode(rejection.getStatus()).end(body == null ? Buffer.buffer() : body);
    }
}
