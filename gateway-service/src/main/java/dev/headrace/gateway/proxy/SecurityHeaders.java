package dev.headrace.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Tells browsers to guess nothing, to frame nothing and to pass nothing on. */
final class SecurityHeaders {
    private static final CharSequence[] ALL = {
        HttpHeaders.createOptimized("X-Content-Type-Options"), HttpHeaders.createOptimized("nosniff"),
        HttpHeaders.createOptimized("X-Frame-Options"), HttpHeaders.createOptimized("DENY"),
        HttpHeaders.createOptimized("Referrer-Policy"), HttpHeaders.createOptimized("no-referrer"),
    };

    private SecurityHeaders() {}

    static void add(MultiMap headers) {
        for (int i = 0; i < ALL.length; i += 2) {
            headers.set(ALL[i], ALL[i + 1]);
        }
    }
}
