package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyChecksTest {
    record Item(@Nullable Integer count) {}

    /** Says by itself what it may hold. */
    record Order(
            @Nullable String type,
            @Nullable Integer attempts,
            @Nullable List<Item> items) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations
                    .requiredText("type", type, 8)
                    .required("attempts", attempts)
                    .range("attempts", attempts, 1, 9);
            violations.required("items", items);
            for (int i = 0; items != null && i < items.size(); i++) {
                violations.required("items[" + i + "].count", items.get(i).count());
                violations.range("items[" + i + "].count", items.get(i).count(), 0, 5);
            }
        }
    }

    /** Takes for granted what is always there when nothing is wrong. */
    record Span(
            @Nullable String type,
            @Nullable Integer from,
            @Nullable Integer to) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.requiredText("type", type, 8);
            int length = Objects.requireNonNull(to) - Objects.requireNonNull(from);
            violations.check(length > 0, "to", "OUT_OF_RANGE", "must be after from");
        }
    }

    /** Another says what it may hold. */
    record Wish(@Nullable String reason, @Nullable Integer priority) {}

    private static final class WishCheck implements BodyCheck<Wish> {
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public Class<Wish> type() {
            return Wish.class;
        }

        @Override
        public void check(Wish body, Violations violations) {
            asked.incrementAndGet();
            throw new Violations().requiredText("reason", body.reason(), 9).asException();
        }
    }

    /** Copies its lists, as bodies do. */
    record Letter(List<String> to, List<Part> parts, Map<String, String> marks, Set<Integer> copies)
            implements CheckedBody {
        record Part(List<String> words) {
            Part {
                words = words == null ? List.of() : List.copyOf(words);
            }
        }

        Letter {
            to = to == null ? List.of() : List.copyOf(to);
            parts = parts == null ? List.of() : List.copyOf(parts);
            marks = marks == null ? Map.of() : Map.copyOf(marks);
            copies = copies == null ? Set.of() : Set.copyOf(copies);
        }

        @Override
        public void check(Violations violations) {
            violations.range("to.length", to.size(), 1, 3);
            for (int i = 0; i < to.size(); i++) {
                violations.requiredText("to[" + i + "]", to.get(i), 3);
            }
            for (int i = 0; i < parts.size(); i++) {
                for (int k = 0; k < parts.get(i).words().size(); k++) {
                    violations.requiredText(
                            "parts[" + i + "].words[" + k + "]",
                            parts.get(i).words().get(k),
                            3);
                }
            }
            marks.forEach((name, value) -> violations.requiredText("marks." + name, value, 3));
        }
    }

    private final WishCheck wishes = new WishCheck();
    private final ObjectMapper mapper = JsonBytes.configure(JsonMapper.builder().build(), () -> Stream.of(wishes));

    private List<String> wrong(String json, Class<?> type) {
        return Problems.of(assertThrows(JsonProcessingException.class, () -> mapper.readValue(json, type)))
                .errors()
                .stream()
                .map(error -> error.field() + " " + error.code())
                .toList();
    }

    @Test
    void fieldsAndValuesAreToldAtOnce() {
        assertEquals(
                List.of("typ UNKNOWN_FIELD", "type REQUIRED", "attempts OUT_OF_RANGE", "items[0].count OUT_OF_RANGE"),
                wrong("{\"typ\":\"x\",\"attempts\":-1,\"items\":[{\"count\":7}]}", Order.class));
    }

    @Test
    void aFieldThatCannotBeReadIsNotMissing() {
        assertEquals(
                List.of("attempts INVALID_TYPE", "items[1].count INVALID_TYPE", "type REQUIRED"),
                wrong("{\"attempts\":\"many\",\"items\":[{\"count\":1},{\"count\":\"x\"}]}", Order.class));
        assertEquals(
                List.of("items INVALID_TYPE", "type REQUIRED", "attempts REQUIRED"),
                wrong("{\"items\":7}", Order.class));
        assertEquals(
                List.of("items INVALID_TYPE", "type REQUIRED", "attempts REQUIRED"),
                wrong("{\"items\":\"one\"}", Order.class));
        assertEquals(List.of("body INVALID_TYPE"), wrong("\"one\"", Order.class));
    }

    @Test
    void aCheckThatStumblesOverWhatCouldNotBeReadLeavesTheRestToBeTold() {
        assertEquals(List.of("to INVALID_TYPE", "type REQUIRED"), wrong("{\"from\":1,\"to\":\"x\"}", Span.class));
    }

    @Test
    void nullInAListIsOneMoreWrongField() {
        assertEquals(
                List.of("to[0] REQUIRED", "to[2] REQUIRED", "tow UNKNOWN_FIELD", "to[3] TOO_LONG"),
                wrong("{\"to\":[null,\"ann\",null,\"robert\"],\"tow\":1}", Letter.class));
        assertEquals(List.of("to[0] REQUIRED"), wrong("{\"to\":[null]}", Letter.class));
    }

    @Test
    void nullInAListWithinAListIsFoundWhereItWasWritten() {
        assertEquals(
                List.of(
                        "parts[0] REQUIRED",
                        "parts[1].words[0] REQUIRED",
                        "to.length OUT_OF_RANGE",
                        "parts[1].words[2] TOO_LONG",
                        "parts[2].words[0] TOO_LONG"),
                wrong("{\"parts\":[null,{\"words\":[null,\"a\",\"long\"]},{\"words\":[\"long\"]}]}", Letter.class));
    }

    @Test
    void anElementThatCannotBeReadIsNotToldTwice() {
        assertEquals(
                List.of("copies[1] INVALID_TYPE", "copies[2] REQUIRED", "to.length OUT_OF_RANGE"),
                wrong("{\"copies\":[1,\"x\",null,2]}", Letter.class));
    }

    @Test
    void nullByNameIsOneMoreWrongField() {
        assertEquals(
                List.of("marks.b REQUIRED", "to[0] TOO_LONG", "marks.a TOO_LONG"),
                wrong("{\"to\":[\"robert\"],\"marks\":{\"a\":\"long\",\"b\":null}}", Letter.class));
    }

    @Test
    void aListByItselfHoldsNoNull() {
        assertThrows(
                JsonProcessingException.class,
                () -> mapper.readValue("[\"a\",null]", new TypeReference<List<String>>() {}));
        assertThrows(
                JsonProcessingException.class,
                () -> mapper.readValue("[1,null]", new TypeReference<List<Integer>>() {}));
        assertThrows(
                JsonProcessingException.class,
                () -> mapper.readValue("{\"a\":null}", new TypeReference<Map<String, String>>() {}));
    }

    @Test
    void whoKnowsTheConfigurationIsAskedOnlyAboutABodyThatIsWrong() throws JsonProcessingException {
        mapper.readValue("{\"priority\":1}", Wish.class);
        assertEquals(0, wishes.asked.get());

        assertEquals(List.of("priority INVALID_TYPE", "reason REQUIRED"), wrong("{\"priority\":\"HIHG\"}", Wish.class));
        assertEquals(1, wishes.asked.get());
    }

    @Test
    void whatLiesWithinAFieldIsAboutIt() {
        assertTrue(BodyChecks.isAbout("items[3].count", "items"));
        assertTrue(BodyChecks.isAbout("retry", "retry.base_ms"));
        assertTrue(BodyChecks.isAbout("items.length", "items"));
        assertFalse(BodyChecks.isAbout("retry_ms", "retry"));
        assertFalse(BodyChecks.isAbout("items[1].count", "items[2]"));
    }
}
