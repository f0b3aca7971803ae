package dev.headrace.gateway.proxy;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Requests at earlier paths: they go on at the later one, and their answers say so (RFC 9745, RFC 5829). */
final class Earlier {
    static final String KEY = "headrace.earlier";
    private static final CharSequence DEPRECATION = HttpHeaders.createOptimized("Deprecation");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

    private Earlier() {}

    /** Begins again at the later path, with the same query. */
    static void follow(RoutingContext rc, String later) {
        rc.put(KEY, later);
        String query = rc.request().query();
        rc.reroute(query == null ? later : later + "?" + query);
    }

    static void tell(RoutingContext rc, long deprecatedAt) {
        rc.response()
                .putHeader(DEPRECATION, "@" + deprecatedAt)
                .putHeader(LINK, "<" + rc.get(KEY) + ">; rel=\"successor-version\"");
    }
}
