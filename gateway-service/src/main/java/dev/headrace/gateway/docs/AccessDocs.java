package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.gateway.limit.LimitTable;
import dev.headrace.gateway.limit.Quota;
import dev.headrace.gateway.route.Match;
import dev.headrace.gateway.route.Route;
import dev.headrace.gateway.route.RouteTable;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Roles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Documents who may call an operation, and how often: from the route table and the limits that the gateway itself obeys, and from the
 * roles that a service checks, so that none can say anything else. For people in the description, for programs as {@code x-headrace-…}.
 */
final class AccessDocs {
    private final RouteTable routes;
    private final LimitTable limits;

    AccessDocs(RouteTable routes, LimitTable limits) {
        this.routes = routes;
        this.limits = limits;
    }

    void applyTo(ObjectNode document) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                if (operation.getValue() instanceof ObjectNode described
                        && described.has("responses")
                        && routes.match(method, path.getKey()) instanceof Match.Found(Route route)) {
                    describe(described, route, method, path.getKey());
                }
            }
        }
    }

    static boolean isWebSocket(ObjectNode operation) {
        return operation.path("responses").has("101");
    }

    private void describe(ObjectNode operation, Route route, String method, String path) {
        if (route.isPublic()) {
            operation.putArray("security");
            return;
        }
        List<String> said = new ArrayList<>();
        List<String> roles = roles(operation, route);
        said.add("Roles: " + Stream.concat(roles.stream(), Stream.of("admin")).collect(Collectors.joining(", ")) + ".");
        ArrayNode listed = operation.putArray(Roles.NAME);
        roles.forEach(listed::add);
        // What is passed on to a service is for reading and writing.
        String scope = route.scopeFor(route.webSockets() && isWebSocket(operation) ? "POST" : method);
        if (!scope.isEmpty()) {
            operation.put("x-headrace-scope", scope);
            said.add("Scope of a narrowed credential: `" + scope + "`.");
        }
        List<Quota> quotas = limits.quotas().stream()
                .filter(quota -> binds(quota, route, method, path))
                .toList();
        if (!quotas.isEmpty()) {
            ArrayNode limited = operation.putArray("x-headrace-limits");
            quotas.forEach(quota -> limited.add(described(quota, operation)));
            said.add("Limits by tier: "
                    + quotas.stream()
                            .map(Quota::name)
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        operation.put("x-headrace-timeout-ms", route.timeout().toMillis());
        if (operation.has("requestBody")) {
            operation.put("x-headrace-max-body-bytes", route.maxBody());
        }
        String before = operation.path("description").asText("");
        operation.put("description", (before.isEmpty() ? "" : before + "\n\n") + String.join(" ", said));
    }

    /** Those of the route; of these only the ones that the operation names, if it names any. */
    private static List<String> roles(ObjectNode operation, Route route) {
        Set<String> named = new HashSet<>();
        operation.path(Roles.NAME).forEach(role -> named.add(role.asText()));
        return route.roles().stream()
                .map(Role::wire)
                .filter(role -> named.isEmpty() || named.contains(role))
                .sorted()
                .toList();
    }

    private static boolean binds(Quota quota, Route route, String method, String path) {
        return quota.routes().contains(route.path()) || (!quota.types().isEmpty() && route.submits(method, path));
    }

    private static ObjectNode described(Quota quota, ObjectNode at) {
        ObjectNode limit = at.objectNode()
                .put("name", quota.name())
                .put("per", quota.per().name().toLowerCase(Locale.ROOT))
                .put("window_ms", quota.window().toMillis());
        if (!quota.types().isEmpty()) {
            quota.types().forEach(limit.putArray("task_types")::add);
        }
        ObjectNode tiers = limit.putObject("tiers");
        quota.byTier().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tier -> tiers.put(tier.getKey(), tier.getValue().limit()));
        return limit;
    }
}
