package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Service;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** Says which error of the catalogue a failed forward is. Nothing of the cause's text leaves. */
final class Failures {
    private Failures() {}

    static ApiException of(Throwable failure, Service service) {
        return switch (failure) {
            case ApiException e -> e;
            case StreamResetException e when e.getCause() instanceof ApiException reason -> reason;
            case ConnectionPoolTooBusyException e ->
                new ApiException(ErrorCode.OVERLOADED, "Too many requests wait for the " + service.wire() + " service");
            case ConnectException e ->
                new ApiException(ErrorCode.UPSTREAM_UNAVAILABLE, "The " + service.wire() + " service is not reachable");
            case TimeoutException e -> late(service);
            default ->
                new ApiException(
                        ErrorCode.UPSTREAM_UNAVAILABLE,
                        "The " + service.wire() + " service broke off; whether it did the work is not known");
        };
    }

    static ApiException late(Service service) {
        return new ApiException(
                ErrorCode.UPSTREAM_TIMEOUT, "The " + service.wire() + " service did not answer in time");
    }

    static ApiException tooLarge(long limit) {
        return new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body may have at most " + limit + " bytes");
    }
}
