package dev.headrace.platform.identity;

import dev.headrace.platform.api.ApiException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Checks the {@link Roles} of an operation before its body is read. */
public final class RoleFilter {
    private static final String API = "/api/";

    private final ConcurrentHashMap<Method, Role[]> roles = new ConcurrentHashMap<>();

    /** @throws ApiException FORBIDDEN naming the roles */
    @ServerRequestFilter
    public void check(@Nullable ResourceInfo resource, RoutingContext rc) {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method == null || !rc.normalizedPath().startsWith(API)) {
            return;
        }
        Role[] oneOf = roles.computeIfAbsent(method, each -> Roles.of(each).toArray(Role[]::new));
        if (oneOf.length > 0) {
            Caller.of(rc).require(oneOf);
        }
    }
}
