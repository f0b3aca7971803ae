package dev.headrace.platform.api;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A parameter in the query that the operation does not have is an error, as an unknown field of a body is: a mistyped filter
 * would otherwise list, or count, everything. What an operation has are its {@link QueryParam}s and {@link RestQuery}s. One
 * that documents a {@link Parameter} of the query beyond these reads its query itself, and tells of unknown names together with
 * whatever else is wrong.
 */
public final class QueryFilter {
    private final Map<Method, Optional<Map<String, Class<?>>>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    public void check(ResourceInfo resource, RoutingContext rc) {
        String query = rc.request().query();
        Method method = resource.getResourceMethod();
        if (query == null
                || query.isEmpty()
                || method == null
                || !rc.normalizedPath().startsWith("/api/")) {
            return;
        }
        known.computeIfAbsent(method, QueryFilter::parameters)
                .ifPresent(names -> violations(rc.queryParams(), names).orThrow());
    }

    static Violations violations(MultiMap given, Map<String, Class<?>> known) {
        Violations violations = new Violations();
        for (String name : given.names()) {
            violations.knownParameter(name, known.keySet());
            Class<?> type = known.getOrDefault(name, String.class);
            for (String value : given.getAll(name)) {
                violations.text(Ids.shown(name), value, Integer.MAX_VALUE);
                violations.check(isOf(type, value), name, "INVALID_FORMAT", "must be " + Problems.kind(type));
            }
        }
        return violations;
    }

    /** Whether a value can be read. The framework says of one that cannot only that there is no such path. */
    private static boolean isOf(Class<?> type, String value) {
        try {
            if (type == Integer.class || type == int.class) {
                Integer.parseInt(value);
            } else if (type == Long.class || type == long.class) {
                Long.parseLong(value);
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** By name; absent for an operation that reads its query itself. */
    static Optional<Map<String, Class<?>>> parameters(Method method) {
        Map<String, Class<?>> read = new HashMap<>();
        for (java.lang.reflect.Parameter parameter : method.getParameters()) {
            name(parameter).forEach(name -> read.put(name, parameter.getType()));
        }
        boolean all = Arrays.stream(method.getAnnotationsByType(Parameter.class))
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .allMatch(parameter -> read.containsKey(parameter.name()));
        return all ? Optional.of(Map.copyOf(read)) : Optional.empty();
    }

    private static Stream<String> name(java.lang.reflect.Parameter parameter) {
        QueryParam standard = parameter.getAnnotation(QueryParam.class);
        RestQuery own = parameter.getAnnotation(RestQuery.class);
        if (standard != null) {
            return Stream.of(standard.value());
        }
        return own == null ? Stream.empty() : Stream.of(own.value().isEmpty() ? parameter.getName() : own.value());
    }
}
