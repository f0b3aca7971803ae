package dev.headrace.task.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.signal.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitRuleTest {
    private static final Kind KIND = new Kind("t", "mail", "send.welcome", Kind.NO_HOST);

    private static LimitRule rule(String key, @Nullable String type, @Nullable String costPath) {
        return new LimitRule("t", "l", key, null, type, 1, null, null, null, 3, costPath);
    }

    private static JsonNode json(Object value) {
        return JsonBytes.tree(JsonBytes.text(value).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void patternsMatchAnyCharactersAtStars() {
        assertTrue(new TypePattern("send.*").matches("send.welcome"));
        assertTrue(new TypePattern("*").matches("anything"));
        assertTrue(new TypePattern("a*b*c").matches("axxbyybzzc"));
        assertTrue(new TypePattern("send.*").matches("send."));
        assertFalse(new TypePattern("send.*").matches("resend.x"));
        assertFalse(new TypePattern("a*b").matches("axxc"));
        assertFalse(new TypePattern("send").matches("send.x"));
    }

    @Test
    void aHostilePatternIsMatchedQuickly() {
        String type = "a".repeat(128);
        assertFalse(new TypePattern("a*".repeat(60) + "b").matches(type));
    }

    @Test
    void theKeyIsReadFromThePayload() {
        LimitRule byCustomer = rule("$.customer.ids[1]", null, null);
        assertEquals("l=b", byCustomer.meter(KIND, json(Map.of("customer", Map.of("ids", new String[] {"a", "b"})))));
        assertEquals("l=", byCustomer.meter(KIND, json(Map.of("other", 1))));
        assertEquals("l=", byCustomer.meter(KIND, json("text")));
        assertTrue(byCustomer.readsPayload());
        assertTrue(byCustomer.meter(KIND).isEmpty());
    }

    @Test
    void longKeysStayApartAndKeysHaveNoNulCharacter() {
        LimitRule rule = rule("$.k", null, null);
        String a = rule.meter(KIND, json(Map.of("k", "x".repeat(1_000) + "a")));
        String b = rule.meter(KIND, json(Map.of("k", "x".repeat(1_000) + "b")));
        assertNotEquals(a, b);
        assertTrue(a.length() < 200);
        assertEquals("l=ab", rule.meter(KIND, json(Map.of("k", "a\u0000b"))));
    }

    @Test
    void theCostIsAFieldOrFixed() {
        LimitRule rule = rule("type", null, "$.tokens");
        assertEquals(8, rule.cost(json(Map.of("tokens", 7.2))));
        assertEquals(3, rule.cost(json(Map.of("tokens", -1))));
        assertEquals(3, rule.cost(json(Map.of("tokens", "many"))));
        assertEquals(1_000_000_000, rule.cost(json(Map.of("tokens", 1e300))));
        assertEquals("l=send.welcome", rule.meter(KIND, json(Map.of())));
    }

    @Test
    void onlyPathsToOnePlaceAreAccepted() {
        assertTrue(PayloadPath.parse("$.a-b.c_d[0].e").isPresent());
        assertTrue(PayloadPath.parse("$").isEmpty());
        assertTrue(PayloadPath.parse("$..a").isEmpty());
        assertTrue(PayloadPath.parse("$.a[*]").isEmpty());
        assertTrue(PayloadPath.parse("a.b").isEmpty());
        assertTrue(PayloadPath.parse("$" + ".a".repeat(17)).isEmpty());
    }

    @Test
    void itCoversItsQueueAndTypes() {
        assertTrue(rule("type", "send.*", null).covers(KIND));
        assertFalse(rule("type", "read.*", null).covers(KIND));
        assertFalse(new LimitRule("t", "l", "type", "other", null, 1, null, null, null, 1, null).covers(KIND));
    }
}
