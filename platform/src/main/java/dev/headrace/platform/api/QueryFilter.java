package dev.headrace.platform.api;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A parameter in the query that the operation does not have is an error, as an unknown field of a body is: a mistyped filter
 * would otherwise list, or count, everything. What an operation has are its {@link QueryParam}s, its {@link RestQuery}s and
 * the {@link Parameter}s that its documentation names.
 */
public final class QueryFilter {
    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

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
        Set<String> names = known.computeIfAbsent(method, QueryFilter::parameters);
        violations(rc.queryParams(), names).orThrow();
    }

    static Violations violations(MultiMap given, Set<String> known) {
        Violations violations = new Violations();
        for (String name : given.names()) {
            if (known.contains(name)) {
                given.getAll(name).forEach(value -> violations.text(name, value, Integer.MAX_VALUE));
            } else {
                String shown = Ids.shown(name);
                violations.add(shown, "UNKNOWN", "is not a parameter of this request" + Nearest.hint(name, known));
            }
        }
        return violations;
    }

    static Set<String> parameters(Method method) {
        Stream<String> documented = Arrays.stream(method.getAnnotationsByType(Parameter.class))
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .map(Parameter::name);
        return Stream.concat(documented, Arrays.stream(method.getParameters()).flatMap(QueryFilter::name))
                .collect(Collectors.toUnmodifiableSet());
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
