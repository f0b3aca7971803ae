package dev.headrace.platform.identity;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Checks the scopes of a narrowed credential before any resource method runs. */
public final class ScopeFilter {
    private static final String API = "/api/";

    private final ConcurrentHashMap<Method, String> scopes = new ConcurrentHashMap<>();

    /** @throws ApiException FORBIDDEN naming the scope that is missing */
    @ServerRequestFilter
    public void check(@Nullable ResourceInfo resource, RoutingContext rc) {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method == null || !rc.normalizedPath().startsWith(API)) {
            return;
        }
        String scope = scopes.computeIfAbsent(method, ScopeFilter::declaredBy);
        if (!scope.isEmpty()) {
            Caller.of(rc)
                    .requireScope(Identity.scope(scope, rc.request().method().name()));
        }
    }

    private static String declaredBy(Method method) {
        Scoped scoped = method.getAnnotation(Scoped.class);
        scoped = scoped == null ? method.getDeclaringClass().getAnnotation(Scoped.class) : scoped;
        if (scoped == null) {
            throw new ApiException(ErrorCode.FORBIDDEN, "This operation is open to nobody: it declares no scope");
        }
        return scoped.value();
    }
}
