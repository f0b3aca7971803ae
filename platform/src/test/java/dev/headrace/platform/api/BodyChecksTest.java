package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Objects;
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
                List.of("attempts INVALID_FORMAT", "items[1].count INVALID_FORMAT", "type REQUIRED"),
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
        assertEquals(List.of("to INVALID_FORMAT", "type REQUIRED"), wrong("{\"from\":1,\"to\":\"x\"}", Span.class));
    }

    @Test
    void whoKnowsTheConfigurationIsAskedOnlyAboutABodyThatIsWrong() throws JsonProcessingException {
        mapper.readValue("{\"priority\":1}", Wish.class);
        assertEquals(0, wishes.asked.get());

        assertEquals(
                List.of("priority INVALID_FORMAT", "reason REQUIRED"), wrong("{\"priority\":\"HIHG\"}", Wish.class));
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
