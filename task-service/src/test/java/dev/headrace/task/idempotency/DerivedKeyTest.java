package dev.headrace.task.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedKeyTest {
    private static final JsonNode PAYLOAD = json("{\"order\":{\"id\":7},\"customer\":7,\"note\":\"a\"}");

    private static JsonNode json(String text) {
        return JsonBytes.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String... paths) {
        return DerivedKey.of("order.pay", List.of(paths), PAYLOAD);
    }

    @Test
    void isMadeOfTheTypeTheFieldsAndTheirValues() {
        assertEquals(key("$.order.id", "$.customer"), key("$.customer", "$.order.id", "$.customer"));
        assertNotEquals(key("$.order.id"), DerivedKey.of("order.ship", List.of("$.order.id"), PAYLOAD));
        assertNotEquals(key("$.order.id"), key("$.customer"), "the same value of another field");
        assertNotEquals(
                key("$.order.id"), DerivedKey.of("order.pay", List.of("$.order.id"), json("{\"order\":{\"id\":8}}")));
        assertEquals(
                key("$.order.id"), DerivedKey.of("order.pay", List.of("$.order.id"), json("{\"order\":{\"id\":7.0}}")));
    }

    @Test
    void theWholePayloadCountsIfItIsNamed() {
        assertEquals(
                key("$"),
                DerivedKey.of("order.pay", List.of("$"), json("{\"note\":\"a\",\"customer\":7,\"order\":{\"id\":7}}")));
        assertNotEquals(key("$"), DerivedKey.of("order.pay", List.of("$"), json("{\"order\":{\"id\":7}}")));
    }

    @Test
    void aFieldThatIsNotThereIsNamed() {
        ApiException missing = assertThrows(ApiException.class, () -> key("$.order.id", "$.gone"));
        assertTrue(String.valueOf(missing.getMessage()).contains("$.gone"), missing::toString);
    }
}
