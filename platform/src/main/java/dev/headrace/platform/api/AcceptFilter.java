package dev.headrace.platform.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Who accepts errors as RFC 9457 accepts answers as JSON too: asking for problem details alone is no 406. */
@Singleton
public final class AcceptFilter {
    private static final int BEFORE_RESOURCES = 900;

    void register(@Observes Filters filters) {
        filters.register(AcceptFilter::widen, BEFORE_RESOURCES);
    }

    private static void widen(RoutingContext rc) {
        String accept = rc.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && needsJson(accept)) {
            rc.request().headers().set(HttpHeaders.ACCEPT, accept + ", application/json;q=0.9");
        }
        rc.next();
    }

    static boolean needsJson(@Nullable String accept) {
        return accept != null && accept.contains(Answer.PROBLEM) && !accept.contains("application/json");
    }
}
