package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every operation of an OpenAPI document, ready to be tried. */
public final class Operations {
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete");
    private static final Pattern PARAMETER = Pattern.compile("([a-z-]+)/\\{[^}]+}");
    private static final String NOBODY = "00000000-0000-7000-8000-000000000000";

    private Operations() {}

    public static List<Operation> in(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        Set<String> roles = new HashSet<>();
                        path.getValue().path(method).path("x-headrace-roles").forEach(role -> roles.add(role.asText()));
                        operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), roles));
                    }
                }));
        return List.copyOf(operations);
    }

    /**
     * One operation.
     *
     * @param path with its parameters in braces
     * @param roles who may beside an admin, as documented
     */
    public record Operation(String method, String path, Set<String> roles) {
        public Operation {
            roles = Set.copyOf(roles);
        }

        public String name() {
            return method + " " + path;
        }

        public boolean isRead() {
            return method.equals("GET") || method.equals("HEAD");
        }

        /** Whether it may wait for work. */
        public boolean parks() {
            return path.equals("/api/v1/leases");
        }

        /** Whether it is about one of these things. */
        public boolean names(Map<String, String> ids) {
            Matcher matcher = PARAMETER.matcher(path);
            return matcher.find() && ids.containsKey(matcher.group(1));
        }

        /** Calls it with an empty object as its body, and ids by what stands before them in the path. */
        public Api.Reply call(Api api, Map<String, String> ids) {
            String filled = PARAMETER
                    .matcher(path)
                    .replaceAll(found -> found.group(1) + "/" + ids.getOrDefault(found.group(1), NOBODY));
            return api.call(method, filled.replaceAll("\\{[^}]+}", "x"), isRead() ? "" : "{}");
        }
    }
}
