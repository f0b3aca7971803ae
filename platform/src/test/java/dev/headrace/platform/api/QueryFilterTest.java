package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.junit.jupiter.api.Test;

class QueryFilterTest {
    private static final Map<String, Class<?>> KNOWN = Map.of("limit", Integer.class, "cursor", String.class);

    @Parameter(name = "limit", in = ParameterIn.QUERY)
    @Parameter(name = "id", in = ParameterIn.PATH)
    @SuppressWarnings("unused")
    void operation(@QueryParam("limit") int limit, @RestQuery("dry_run") boolean dry, String other) {}

    @Parameter(name = "limit", in = ParameterIn.QUERY)
    @SuppressWarnings("unused")
    void readingItself(String other) {}

    @Test
    void anOperationHasWhatItReads() throws NoSuchMethodException {
        var method = QueryFilterTest.class.getDeclaredMethod("operation", int.class, boolean.class, String.class);

        assertEquals(Optional.of(Map.of("limit", int.class, "dry_run", boolean.class)), QueryFilter.parameters(method));
    }

    @Test
    void whoReadsTheQueryChecksIt() throws NoSuchMethodException {
        var method = QueryFilterTest.class.getDeclaredMethod("readingItself", String.class);

        assertEquals(Optional.empty(), QueryFilter.parameters(method));
    }

    @Test
    void aMistypedParameterIsNamedWithTheNearest() {
        Violations violations = QueryFilter.violations(query("limt", "5"), KNOWN);

        FieldError error = violations.errors().getFirst();
        assertEquals("limt", error.field());
        assertEquals(
                "is not a parameter of this request; did you mean limit? known are cursor, limit", error.message());
    }

    @Test
    void nothingNearIsGuessed() {
        Violations violations = QueryFilter.violations(query("state", "READY"), KNOWN);

        assertEquals(
                "is not a parameter of this request; known are cursor, limit",
                violations.errors().getFirst().message());
    }

    @Test
    void aControlCharacterIsRefused() {
        Violations violations = QueryFilter.violations(query("cursor", "a\u0000"), KNOWN);

        assertEquals("INVALID_CHARACTER", violations.errors().getFirst().code());
    }

    @Test
    void whatIsNoNumberIsNamed() {
        for (String value : List.of("x", "", "1.5", "99999999999999999999", "\u0661x")) {
            FieldError error = QueryFilter.violations(query("limit", value), KNOWN)
                    .errors()
                    .getFirst();

            assertEquals(new FieldError("limit", "INVALID_FORMAT", "must be a number"), error);
        }
    }

    @Test
    void whatIsKnownPasses() {
        assertTrue(QueryFilter.violations(query("limit", "5"), KNOWN).isEmpty());
    }

    private static MultiMap query(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
