package dev.headrace.platform.api;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Looks at the values of a body of which some fields are wrong, for the answer only: such a body goes no further, whatever is found.
 */
final class BodyChecks {
    private static final Logger LOG = Logger.getLogger(BodyChecks.class);

    private final Supplier<? extends Stream<? extends BodyCheck<?>>> checks;

    /** @param checks asked only when a body is wrong */
    BodyChecks(Supplier<? extends Stream<? extends BodyCheck<?>>> checks) {
        this.checks = checks;
    }

    /**
     * Adds what is wrong with the values. A field that could not be read is told already, and not as one that is missing.
     *
     * @param gaps elements that lists in the body do not have although the caller wrote them
     */
    void addTo(Violations noted, Gaps gaps, Object body) {
        List<String> unreadable = noted.errors().stream()
                .filter(error -> !error.code().equals(EveryFault.UNKNOWN_FIELD))
                .map(FieldError::field)
                .toList();
        values(body).stream()
                .filter(error -> !gaps.hasLength(error.field()))
                .map(error -> new FieldError(gaps.asWritten(error.field()), error.code(), error.message()))
                .filter(error -> unreadable.stream().noneMatch(field -> isAbout(error.field(), field)))
                .limit(EveryFault.MOST)
                .forEach(error -> noted.add(error.field(), error.code(), error.message()));
    }

    private List<FieldError> values(Object body) {
        Violations violations = new Violations();
        try {
            if (body instanceof CheckedBody checked) {
                checked.check(violations);
            } else {
                checks.get()
                        .filter(check -> check.type().isInstance(body))
                        .forEach(check -> check(check, body, violations));
            }
        } catch (ApiException e) {
            e.errors().forEach(error -> violations.add(error.field(), error.code(), error.message()));
        } catch (RuntimeException e) {
            // Nobody who checks a body has to expect what only one that cannot be read is like.
            LOG.debugv(e, "body not checked type={0}", body.getClass().getName());
        }
        return violations.errors();
    }

    private static <T> void check(BodyCheck<T> check, Object body, Violations violations) {
        check.check(check.type().cast(body), violations);
    }

    /** Whether one of two fields is the other, or within it. */
    static boolean isAbout(String field, String other) {
        return isWithin(field, other) || isWithin(other, field);
    }

    private static boolean isWithin(String field, String whole) {
        return field.startsWith(whole)
                && (field.length() == whole.length() || ".[".indexOf(field.charAt(whole.length())) >= 0);
    }
}
