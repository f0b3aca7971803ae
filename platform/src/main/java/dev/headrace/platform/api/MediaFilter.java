package dev.headrace.platform.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * An operation that names no media types takes JSON and answers with JSON. The framework lets others through then: a body of
 * {@code text/plain} becomes an argument by whatever way it finds, and who accepts images only gets JSON.
 */
public final class MediaFilter {

    /** @throws ApiException UNSUPPORTED_MEDIA_TYPE or NOT_ACCEPTABLE */
    @ServerRequestFilter
    public void check(@Nullable ResourceInfo resource, RoutingContext rc) {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method == null || !rc.normalizedPath().startsWith("/api/")) {
            return;
        }
        HttpServerRequest request = rc.request();
        if (!names(method, Consumes.class)
                && hasBody(request)
                && !isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be sent with Content-Type: application/json");
        }
        if (!names(method, Produces.class)
                && !names(method, Raw.class)
                && !acceptsJson(request.getHeader(HttpHeaders.ACCEPT))) {
            throw new ApiException(ErrorCode.NOT_ACCEPTABLE, "There is application/json");
        }
    }

    private static boolean names(Method method, Class<? extends Annotation> types) {
        return method.isAnnotationPresent(types) || method.getDeclaringClass().isAnnotationPresent(types);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains("Transfer-Encoding") : !length.equals("0");
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    static boolean acceptsJson(@Nullable String accept) {
        return accept == null
                || accept.isBlank()
                || Arrays.stream(accept.split(",", -1))
                        .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .anyMatch(range -> range.equals("*/*") || range.equals("application/*") || isJson(range));
    }
}
