package dev.headrace.platform.identity;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.ext.web.RoutingContext;

/** The verified identity of a request, kept in its routing context. */
public final class Caller {
    public static final String HEADER = "X-Headrace-Identity";
    private static final String KEY = "headrace.identity";

    private Caller() {}

    /** @throws ApiException UNAUTHENTICATED if the request has none */
    public static Identity of(RoutingContext rc) {
        Identity identity = rc.get(KEY);
        if (identity == null) {
            throw new ApiException(ErrorCode.UNAUTHENTICATED, "The request has no identity");
        }
        return identity;
    }

    /** Sets who is calling; for the filter that verified it. */
    public static void set(RoutingContext rc, Identity identity) {
        rc.put(KEY, identity);
    }
}
