package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
        names("{\"items\":[{\"count\":1},{\"count\":\"x\"}]}", "items[1].count", "INVALID_FORMAT");
        names("{\"colour\":\"GREEN\"}", "colour", "INVALID_FORMAT");
        names("{\"items\":7}", "items", "INVALID_TYPE");
        names("{\"runAt\":null}", "runAt", "UNKNOWN_FIELD");
        assertTrue(problem("{\"colour\":\"GREEN\"}").detail().contains("RED, BLUE"));
        assertTrue(problem("{\"runAt\":null}").detail().contains("did you mean run_at?"));
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
    void anErrorOfTheCatalogueStaysWhatItIsHoweverDeep() {
        ApiException inner = new ApiException(ErrorCode.CONFLICT, "taken");
        assertEquals(inner, Problems.of(new RuntimeException(new RuntimeException(inner))));
    }
}
