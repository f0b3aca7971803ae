package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Documents which errors an operation answers with, and links each to its page. Most of it follows from the operation's form: one
 * with a body can be malformed, one of a service can find that away. What is a matter of the operation itself it names, by
 * {@link OperationErrors}.
 */
final class ErrorDocs {
    private static final List<ErrorCode> OF_EVERYBODY = List.of(
            ErrorCode.MALFORMED_REQUEST, ErrorCode.NOT_ACCEPTABLE, ErrorCode.VALIDATION_FAILED, ErrorCode.INTERNAL);
    private static final List<ErrorCode> OF_CREDENTIALS = List.of(
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.CREDENTIAL_EXPIRED,
            ErrorCode.API_KEY_MISTYPED,
            ErrorCode.FORBIDDEN,
            ErrorCode.ADDRESS_NOT_ALLOWED,
            ErrorCode.RATE_LIMITED,
            ErrorCode.OVERLOADED,
            ErrorCode.UNAVAILABLE);
    private static final List<ErrorCode> OF_BODIES =
            List.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, ErrorCode.PAYLOAD_TOO_LARGE, ErrorCode.REQUEST_TIMEOUT);
    private static final List<ErrorCode> OF_SERVICES =
            List.of(ErrorCode.UPSTREAM_UNAVAILABLE, ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.CIRCUIT_OPEN);

    private final Set<String> forwarded;

    /** @param forwarded paths that services answer, not the gateway itself */
    ErrorDocs(Set<String> forwarded) {
        this.forwarded = Set.copyOf(forwarded);
    }

    void applyTo(ObjectNode document) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation.getValue() instanceof ObjectNode described
                        && described.has("responses")
                        && (path.getKey().startsWith("/api/") || AccessDocs.isWebSocket(described))) {
                    ObjectNode shared = document.withObject("components").withObject("responses");
                    describe(described, path.getKey(), shared);
                }
            }
        }
    }

    /** @param shared answers, of which each is written once */
    private void describe(ObjectNode operation, String path, ObjectNode shared) {
        SortedMap<Integer, Set<ErrorCode>> byStatus = new TreeMap<>();
        errors(operation, path)
                .forEach(code -> byStatus.computeIfAbsent(
                                code.status(), status -> new TreeSet<>(Comparator.naturalOrder()))
                        .add(code));
        ObjectNode responses = operation.withObject("responses");
        ArrayNode codes = operation.putArray(OperationErrors.NAME);
        byStatus.forEach((status, those) -> {
            those.forEach(code -> codes.add(code.name()));
            String name = those.stream().map(Enum::name).collect(Collectors.joining("."));
            if (!shared.has(name)) {
                shared.putObject(name).put("description", text(those)).set("content", content(operation));
            }
            responses.putObject(status.toString()).put("$ref", "#/components/responses/" + name);
        });
    }

    private Set<ErrorCode> errors(ObjectNode operation, String path) {
        // A path can be malformed, and a parameter that an operation does not have is refused, by all of them.
        Set<ErrorCode> errors = new TreeSet<>(OF_EVERYBODY);
        boolean open = operation.path("security").isArray()
                && operation.path("security").isEmpty();
        if (!open) {
            errors.addAll(OF_CREDENTIALS);
        }
        if (operation.has("requestBody")) {
            errors.addAll(OF_BODIES);
        }
        if (forwarded.contains(path)) {
            errors.addAll(OF_SERVICES);
        }
        errors.addAll(OperationErrors.of(operation.path(OperationErrors.NAME).asText()));
        return errors;
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
