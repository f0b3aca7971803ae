package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.ErrorCode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Documents which errors an operation answers with, and links each to its page. Most of it follows from the operation's form: one
 * with a body can be malformed, one with an id can find nothing. What is a matter of the thing itself is in a table here.
 */
final class ErrorDocs {
    private static final List<ErrorCode> ALWAYS = List.of(
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.CREDENTIAL_EXPIRED,
            ErrorCode.API_KEY_MISTYPED,
            ErrorCode.FORBIDDEN,
            ErrorCode.ADDRESS_NOT_ALLOWED,
            ErrorCode.RATE_LIMITED,
            ErrorCode.NOT_ACCEPTABLE,
            ErrorCode.INTERNAL,
            ErrorCode.UNAVAILABLE);
    private static final List<ErrorCode> OF_BODIES =
            List.of(ErrorCode.MALFORMED_REQUEST, ErrorCode.UNSUPPORTED_MEDIA_TYPE, ErrorCode.PAYLOAD_TOO_LARGE);
    private static final List<ErrorCode> OF_SERVICES = List.of(
            ErrorCode.UPSTREAM_UNAVAILABLE, ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.CIRCUIT_OPEN, ErrorCode.OVERLOADED);

    /** What is not found below a path; the longest that fits counts. */
    private static final Map<String, List<ErrorCode>> NOT_FOUND = Map.ofEntries(
            Map.entry("/api/v1/tasks/{id}", List.of(ErrorCode.TASK_NOT_FOUND)),
            Map.entry("/api/v1/dead-letters/{id}", List.of(ErrorCode.DEAD_LETTER_NOT_FOUND)),
            Map.entry("/api/v1/queues/{name}", List.of(ErrorCode.QUEUE_NOT_FOUND)),
            Map.entry("/api/v1/limits/{name}", List.of(ErrorCode.LIMIT_NOT_FOUND)),
            Map.entry("/api/v1/failures/rules/{id}", List.of(ErrorCode.FAILURE_RULE_NOT_FOUND)),
            Map.entry("/api/v1/retry-policies/{name}", List.of(ErrorCode.RETRY_POLICY_NOT_FOUND)),
            Map.entry("/api/v1/workers/{id}", List.of(ErrorCode.WORKER_NOT_FOUND)),
            Map.entry("/api/v1/leases", List.of(ErrorCode.WORKER_NOT_FOUND)),
            Map.entry("/api/v1/api-keys/{id}", List.of(ErrorCode.API_KEY_NOT_FOUND)),
            Map.entry("/api/v1/webhooks/{id}", List.of(ErrorCode.WEBHOOK_NOT_FOUND)),
            Map.entry("/api/v1/cache/namespaces/{name}", List.of(ErrorCode.NAMESPACE_NOT_FOUND)),
            Map.entry(
                    "/api/v1/cache/{namespace}/{key}",
                    List.of(ErrorCode.NAMESPACE_NOT_FOUND, ErrorCode.CACHE_ENTRY_NOT_FOUND)));

    private static final Map<String, List<ErrorCode>> OF_ITS_OWN = Map.ofEntries(
            Map.entry("POST /api/v1/tasks", List.of(ErrorCode.IDEMPOTENCY_CONFLICT, ErrorCode.IDEMPOTENCY_IN_FLIGHT)),
            Map.entry("POST /api/v1/tasks/{id}/cancel", List.of(ErrorCode.INVALID_TRANSITION)),
            Map.entry("POST /api/v1/tasks/{id}/retry", List.of(ErrorCode.INVALID_TRANSITION)),
            Map.entry("POST /api/v1/tasks/{id}/requeue", List.of(ErrorCode.INVALID_TRANSITION)),
            Map.entry("POST /api/v1/dead-letters/{id}/retry", List.of(ErrorCode.INVALID_TRANSITION)),
            Map.entry("POST /api/v1/dead-letters/{id}/resolve", List.of(ErrorCode.INVALID_TRANSITION)),
            Map.entry("POST /api/v1/dead-letters/{id}/abandon", List.of(ErrorCode.INVALID_TRANSITION)),
            Map.entry("PUT /api/v1/queues/{name}", List.of(ErrorCode.CONFLICT)),
            Map.entry("PUT /api/v1/breakers/{name}", List.of(ErrorCode.CONFLICT)),
            Map.entry("POST /api/v1/webhooks", List.of(ErrorCode.CONFLICT)),
            Map.entry("POST /api/v1/cache/namespaces", List.of(ErrorCode.CONFLICT)));

    private final Set<String> forwarded;

    /** @param forwarded paths that services answer, not the gateway itself */
    ErrorDocs(Set<String> forwarded) {
        this.forwarded = Set.copyOf(forwarded);
    }

    void applyTo(ObjectNode document) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (path.getKey().startsWith("/api/")
                        && operation.getValue() instanceof ObjectNode described
                        && described.has("responses")) {
                    ObjectNode shared = document.withObject("components").withObject("responses");
                    describe(described, operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), shared);
                }
            }
        }
    }

    /** @param shared answers, of which each is written once */
    private void describe(ObjectNode operation, String method, String path, ObjectNode shared) {
        SortedMap<Integer, Set<ErrorCode>> byStatus = new TreeMap<>();
        errors(operation, method, path)
                .forEach(code -> byStatus.computeIfAbsent(
                                code.status(), status -> new TreeSet<>(Comparator.naturalOrder()))
                        .add(code));
        ObjectNode responses = operation.withObject("responses");
        ArrayNode codes = operation.putArray("x-headrace-errors");
        byStatus.forEach((status, those) -> {
            those.forEach(code -> codes.add(code.name()));
            String name = those.stream().map(Enum::name).collect(Collectors.joining("."));
            if (!shared.has(name)) {
                shared.putObject(name).put("description", text(those)).set("content", content(operation));
            }
            responses.putObject(status.toString()).put("$ref", "#/components/responses/" + name);
        });
    }

    private Set<ErrorCode> errors(ObjectNode operation, String method, String path) {
        Set<ErrorCode> errors = new TreeSet<>();
        boolean open = operation.path("security").isArray()
                && operation.path("security").isEmpty();
        if (open) {
            errors.add(ErrorCode.NOT_ACCEPTABLE);
            errors.add(ErrorCode.INTERNAL);
        } else {
            errors.addAll(ALWAYS);
        }
        if (operation.has("requestBody")) {
            errors.addAll(OF_BODIES);
        }
        // A parameter that an operation does not have is refused by all of them.
        errors.add(ErrorCode.VALIDATION_FAILED);
        if (path.contains("{")) {
            errors.addAll(notFound(path));
        }
        if (path.equals("/api/v1/leases") || path.startsWith("/api/v1/docs/errors/")) {
            errors.addAll(notFound(path));
        }
        if (forwarded.contains(path)) {
            errors.addAll(OF_SERVICES);
        }
        errors.addAll(OF_ITS_OWN.getOrDefault(method + " " + path, List.of()));
        return errors;
    }

    private static List<ErrorCode> notFound(String path) {
        return NOT_FOUND.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(List.of(ErrorCode.NOT_FOUND));
    }

    private static String text(Set<ErrorCode> codes) {
        StringBuilder text = new StringBuilder();
        for (ErrorCode code : codes) {
            text.append(text.isEmpty() ? "" : " · ")
                    .append(code.title())
                    .append(": [")
                    .append(code)
                    .append("](")
                    .append(code.type())
                    .append(")");
        }
        return text.toString();
    }

    private static ObjectNode content(ObjectNode at) {
        ObjectNode content = at.objectNode();
        content.withObject("application/json").withObject("schema").put("$ref", "#/components/schemas/ErrorEnvelope");
        content.withObject("application/problem+json").withObject("schema").put("$ref", "#/components/schemas/Problem");
        return content;
    }
}
