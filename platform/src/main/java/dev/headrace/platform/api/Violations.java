package dev.headrace.platform.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that one answer names every field. */
public final class Violations {
    private final String prefix;
    private final List<FieldError> errors = new ArrayList<>(0);

    public Violations() {
        this("");
    }

    /** @param prefix put before every field name, for example {@code tasks[3].} */
    public Violations(String prefix) {
        this.prefix = prefix;
    }

    public Violations add(String field, String code, String message) {
        errors.add(new FieldError(prefix + field, code, message));
        return this;
    }

    /** Adds all that others found. */
    public Violations addAll(Violations others) {
        others.errors.forEach(error -> add(error.field(), error.code(), error.message()));
        return this;
    }

    /** Adds an error unless the condition holds. */
    public Violations check(boolean condition, String field, String code, String message) {
        return condition ? this : add(field, code, message);
    }

    public Violations required(String field, @Nullable Object value) {
        return check(value != null, field, "REQUIRED", "is required");
    }

    /** A required text of 1 to {@code max} characters. */
    public Violations requiredText(String field, @Nullable String value, int max) {
        if (value == null || value.isBlank()) {
            return add(field, "REQUIRED", "is required and may not be blank");
        }
        return text(field, value, max);
    }

    /** An optional text of at most {@code max} characters without control characters. */
    public Violations text(String field, @Nullable String value, int max) {
        if (value == null) {
            return this;
        }
        if (value.length() > max) {
            return add(field, "TOO_LONG", "has " + value.length() + " characters; at most " + max + " are allowed");
        }
        boolean clean = value.chars().noneMatch(Character::isISOControl);
        return check(clean, field, "INVALID_CHARACTER", "may not contain control characters");
    }

    /** An optional number between {@code min} and {@code max}, both included. */
    public Violations range(String field, @Nullable Number value, long min, long max) {
        boolean inside = value == null || (value.longValue() >= min && value.longValue() <= max);
        return check(inside, field, "OUT_OF_RANGE", "is " + value + "; it must be from " + min + " to " + max);
    }

    /** Adds an error unless a parameter of the query is known; suggests the nearest that is. */
    public Violations knownParameter(String name, Collection<String> known) {
        return check(
                known.contains(name),
                Ids.shown(name),
                "UNKNOWN",
                "is not a parameter of this request" + Nearest.hint(name, known));
    }

    /** Adds an error unless the value is known; suggests the nearest that is. */
    public Violations known(String field, String value, Collection<String> known) {
        return check(
                known.contains(value),
                field,
                "UNKNOWN",
                "has " + (value.length() > 64 ? "a long name" : value) + ", which is not known"
                        + Nearest.hint(value, known));
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /** @throws ApiException VALIDATION_FAILED with every error, if there is one */
    public void orThrow() {
        if (!errors.isEmpty()) {
            throw asException();
        }
    }

    public ApiException asException() {
        FieldError first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return new ApiException(
                ErrorCode.VALIDATION_FAILED, first.field() + " " + first.message() + more, List.copyOf(errors));
    }
}
