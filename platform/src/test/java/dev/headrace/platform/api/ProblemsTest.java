package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.runtime.LaunchMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    enum Colour {
        RED,
        BLUE
    }

    record Inner(@Nullable Integer count) {}

    record Request(
            @Nullable Instant runAt,
            @Nullable UUID id,
            @Nullable Colour colour,
            @Nullable List<Inner> items) {}

    private static ApiException problem(String json) {
        return Problems.of(assertThrows(
                JsonProcessingException.class, () -> JsonBytes.mapper().readValue(json, Request.class)));
    }

    private static void names(String json, String field, String code) {
        ApiException problem = problem(json);
        assertEquals(ErrorCode.VALIDATION_FAILED, problem.code());
        assertEquals(field, problem.errors().getFirst().field());
        assertEquals(code, problem.errors().getFirst().code());
    }

    @Test
    void theFieldAndTheFixAreNamed() {
        names("{\"run_at\":\"tomorrow\"}", "run_at", "INVALID_FORMAT");
        names("{\"run_at\":\"\"}", "run_at", "INVALID_FORMAT");
        names("{\"run_at\":\"1700000000\"}", "run_at", "INVALID_FORMAT");
        names("{\"items\":[{\"count\":1},{\"count\":\"x\"}]}", "items[1].count", "INVALID_TYPE");
        names("{\"colour\":\"GREEN\"}", "colour", "INVALID_FORMAT");
        names("{\"items\":7}", "items", "INVALID_TYPE");
        names("{\"colour\":1}", "colour", "INVALID_FORMAT");
        names("{\"runAt\":null}", "runAt", "UNKNOWN_FIELD");
        assertTrue(problem("{\"colour\":\"GREEN\"}").detail().contains("RED, BLUE"));
        assertTrue(problem("{\"runAt\":null}").detail().contains("did you mean run_at?"));
    }

    record Scalars(
            @Nullable String text,
            @Nullable Integer number,
            @Nullable Long large,
            @Nullable Double share,
            @Nullable Boolean truth,
            @Nullable Instant at,
            @Nullable List<String> texts,
            @Nullable Map<String, String> named) {}

    @Test
    void nothingIsReadFromAnotherTypeThanItIsWrittenIn() {
        // When
        ApiException problem = Problems.of(assertThrows(
                JsonProcessingException.class,
                () -> JsonBytes.mapper()
                        .readValue(
                                "{\"text\":7,\"number\":\"7\",\"large\":true,\"share\":\"0.5\",\"truth\":\"true\",\"at\":1700000000,"
                                        + "\"texts\":[\"a\",true],\"named\":{\"a\":1.5}}",
                                Scalars.class)));

        // Then
        assertEquals(
                List.of("text", "number", "large", "share", "truth", "at", "texts[1]", "named.a"),
                problem.errors().stream().map(FieldError::field).toList());
        assertEquals(
                Set.of("INVALID_TYPE"),
                problem.errors().stream().map(FieldError::code).collect(Collectors.toSet()));
        assertEquals("must be a text", problem.errors().getFirst().message());
    }

    @Test
    void whatIsWrittenAsItShouldBeIsRead() throws JsonProcessingException {
        Scalars read = JsonBytes.mapper()
                .readValue(
                        "{\"text\":\"7\",\"number\":7,\"large\":7,\"share\":1,\"truth\":false,\"at\":\"2026-11-23T00:00:00Z\","
                                + "\"texts\":[\"a\"],\"named\":{\"a\":\"1.5\"}}",
                        Scalars.class);

        assertEquals(
                new Scalars(
                        "7",
                        7,
                        7L,
                        1.0,
                        false,
                        Instant.parse("2026-11-23T00:00:00Z"),
                        List.of("a"),
                        Map.of("a", "1.5")),
                read);
        names("{\"items\":[{\"count\":1.5}]}", "items[0].count", "INVALID_FORMAT");
    }

    @Test
    void everyFieldThatCannotBeReadIsNamedAtOnce() {
        // When
        ApiException problem = problem("{\"run_at\":\"tomorrow\",\"colour\":[\"RED\"],\"coluor\":{\"a\":1},"
                + "\"items\":[{\"count\":1},{\"count\":\"x\",\"cuont\":2}],\"id\":\"7\"}");

        // Then
        assertEquals(ErrorCode.VALIDATION_FAILED, problem.code());
        assertEquals(
                List.of(
                        "run_at INVALID_FORMAT",
                        "colour INVALID_TYPE",
                        "items[1].count INVALID_TYPE",
                        "items[1].cuont UNKNOWN_FIELD",
                        "id INVALID_FORMAT",
                        "coluor UNKNOWN_FIELD"),
                problem.errors().stream().map(e -> e.field() + " " + e.code()).toList());
        assertTrue(problem.errors().getLast().message().contains("did you mean colour?"));
    }

    @Test
    void whatEndsTheReadingIsToldWithTheRest() {
        ApiException problem = problem("{\"colour\":\"GREEN\",\"items\":[null]}");

        assertEquals(
                List.of("colour", "items[0]"),
                problem.errors().stream().map(FieldError::field).toList());
    }

    @Test
    void aListHoldsNoNull() {
        names("{\"items\":[null]}", "items[0]", "REQUIRED");
    }

    @Test
    void whatIsNotJsonIsMalformed() {
        assertEquals(ErrorCode.MALFORMED_REQUEST, problem("{\"run_at\"").code());
        assertEquals(ErrorCode.MALFORMED_REQUEST, problem("{} {}").code());
    }

    @Test
    void aFaultOfOursTellsNothingOfItself() {
        ApiException problem = Problems.of(new IllegalStateException("password=hunter2"));
        assertEquals(ErrorCode.INTERNAL, problem.code());
        assertFalse(problem.detail().contains("hunter2"));
    }

    @Test
    void onlyInDevelopmentIsToldWhatAFaultWas() {
        Exception fault = new IllegalStateException("password=hunter2");

        assertEquals(Map.of(), FaultContext.of(fault, LaunchMode.NORMAL));
        assertEquals(Map.of(), FaultContext.of(fault, LaunchMode.TEST));
        assertEquals(
                "java.lang.IllegalStateException",
                FaultContext.of(fault, LaunchMode.DEVELOPMENT).get("exception"));
    }

    @Test
    void anErrorOfTheCatalogueStaysWhatItIsHoweverDeep() {
        ApiException inner = new ApiException(ErrorCode.CONFLICT, "taken");
        assertEquals(inner, Problems.of(new RuntimeException(new RuntimeException(inner))));
    }
}
