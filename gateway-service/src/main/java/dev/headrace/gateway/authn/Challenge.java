package dev.headrace.gateway.authn;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What the headers of a refusal tell the caller to do. */
public final class Challenge {
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence PLAIN = HttpHeaders.createOptimized("Bearer realm=\"headrace\"");
    private static final CharSequence EXPIRED = HttpHeaders.createOptimized(
            "Bearer realm=\"headrace\", error=\"invalid_token\", error_description=\"expired\"");
    private static final CharSequence SOON = HttpHeaders.createOptimized("2");

    private Challenge() {}

    /** Adds {@code WWW-Authenticate} (RFC 6750) to a 401 and {@code Retry-After} to a 429. */
    public static void add(MultiMap headers, ApiException problem) {
        if (problem.code().status() == ErrorCode.UNAUTHENTICATED.status()) {
            headers.set(WWW_AUTHENTICATE, problem.code() == ErrorCode.CREDENTIAL_EXPIRED ? EXPIRED : PLAIN);
        } else if (problem.code() == ErrorCode.RATE_LIMITED) {
            headers.set(RETRY_AFTER, SOON);
        }
    }
}
