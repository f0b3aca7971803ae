package dev.headrace.platform.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of any throwable which error of the catalogue it is. Pure; the mappers only write what this returns. */
public final class Problems {
    private Problems() {}

    /** The catalogue's error for a throwable; INTERNAL, without its text, for what we did not foresee. */
    public static ApiException of(Throwable thrown) {
        Throwable t = thrown;
        for (int depth = 0; t != null && depth < 8; depth++, t = t.getCause()) {
            switch (t) {
                case ApiException e -> {
                    return e;
                }
                case JsonMappingException e -> {
                    return ofMapping(e);
                }
                case JsonProcessingException e -> {
                    return malformed(e);
                }
                default -> {}
            }
        }
        return thrown instanceof WebApplicationException e
                ? ofStatus(e.getResponse().getStatus())
                : new ApiException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
    }

    /** The error for a bare HTTP status that the framework chose. */
    public static ApiException ofStatus(int status) {
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.ROUTE_NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.MALFORMED_REQUEST;
        };
        return new ApiException(code, code.title());
    }

    private static ApiException malformed(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new ApiException(ErrorCode.MALFORMED_REQUEST, "The body is not valid JSON" + where);
    }

    private static ApiException ofMapping(JsonMappingException e) {
        String field = path(e);
        Violations violations = new Violations();
        switch (e) {
            case UnrecognizedPropertyException u ->
                violations.add(field, EveryFault.UNKNOWN_FIELD, "is not a field of this request" + known(u));
            case InvalidFormatException f ->
                violations.add(field, "INVALID_FORMAT", "must be " + kind(f.getTargetType()));
            case InvalidNullException n -> violations.add(field, "REQUIRED", EveryFault.NO_NULL);
            case MismatchedInputException m -> {
                String said = String.valueOf(m.getOriginalMessage());
                if (said.startsWith("No content")) {
                    return new ApiException(ErrorCode.MALFORMED_REQUEST, "The request needs a JSON body");
                }
                if (said.startsWith("Trailing token")) {
                    return new ApiException(ErrorCode.MALFORMED_REQUEST, "The body goes on after its JSON value");
                }
                violations.add(field, "INVALID_TYPE", "must be " + kind(m.getTargetType()));
            }
            default -> {
                if (e.getCause() instanceof ApiException inner) {
                    return inner;
                }
                violations.add(field, "INVALID", "could not be read");
            }
        }
        return violations.asException();
    }

    private static String known(UnrecognizedPropertyException u) {
        List<String> names = u.getKnownPropertyIds() == null
                ? List.of()
                : u.getKnownPropertyIds().stream().map(String::valueOf).toList();
        return Nearest.hint(u.getPropertyName(), names);
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "body" : path.startsWith(".") ? path.substring(1) : path;
    }

    static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return "one of "
                    + java.util.Arrays.stream(constants == null ? new Object[0] : constants)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (java.time.Instant.class == type) {
            return "a time such as 2026-01-31T12:00:00.000Z";
        }
        if (java.util.UUID.class == type) {
            return "a UUID";
        }
        if (java.util.Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return CharSequence.class.isAssignableFrom(type) ? "a text" : "an object";
    }
}
