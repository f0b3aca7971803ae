package dev.headrace.task.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final IdempotencyConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(IdempotencyConfig.class)
            .build()
            .getConfigMapping(IdempotencyConfig.class);

    private final Claims claims = new Claims(CONFIG);
    private final Identity ann = new Identity("acme", "ann", Set.of(Role.USER, Role.OPERATOR), "free", Set.of());
    private final Identity bob = new Identity("acme", "bob", Set.of(Role.USER), "free", Set.of());
    private final Identity root = new Identity("other", "root", Set.of(Role.ADMIN), "free", Set.of());

    private static JsonNode input(String payload) {
        return JsonBytes.tree(("{\"type\":\"a\",\"payload\":" + payload + "}").getBytes(StandardCharsets.UTF_8));
    }

    private Claim claim(Identity caller, @Nullable String key, @Nullable KeyOptions options) {
        return claims.of(new Claims.Asked(null, key, options), caller, input("1"));
    }

    private static KeyOptions derived(String... paths) {
        return new KeyOptions(null, null, List.of(paths));
    }

    private Key derive(String payload, String... paths) {
        return claims.of(new Claims.Asked(null, null, derived(paths)), ann, input(payload))
                .key();
    }

    private List<FieldError> wrong(@Nullable String header, @Nullable String field, @Nullable KeyOptions options) {
        Violations violations = new Violations();
        claims.check(violations, new Claims.Asked(header, field, options));
        return violations.errors();
    }

    @Test
    void theDefaultsAreAsDocumented() {
        assertEquals(Duration.ofHours(24), CONFIG.ttl());
        assertEquals(Duration.ofDays(30), CONFIG.longestTtl());
        assertEquals(Duration.ofMillis(100), CONFIG.patience());
        assertEquals(Duration.ofSeconds(1), CONFIG.retryAfter());
        assertEquals(Duration.ofMinutes(10), CONFIG.recall());
        assertEquals(Duration.ofMillis(10), CONFIG.recallPatience());
        assertEquals(Duration.ofMillis(250), CONFIG.recallRest());
        assertEquals(Duration.ofSeconds(10), CONFIG.noteEvery());
        assertEquals(Duration.ofDays(30), CONFIG.keepCounts());
        assertEquals(Duration.ofMinutes(1), CONFIG.forgetEvery());
        assertEquals(5, CONFIG.warnPercent());
        assertEquals(100, CONFIG.warnFrom());
    }

    @Test
    void aKeyBelongsToItsOwnerItsTenantOrEverybody() {
        KeyOptions tenant = new KeyOptions("tenant", null, null);
        KeyOptions global = new KeyOptions("global", null, null);
        assertNotEquals(claim(ann, "k", null).key(), claim(bob, "k", null).key());
        assertEquals(claim(ann, "k", tenant).key(), claim(bob, "k", tenant).key());
        assertNotEquals(claim(ann, "k", null).key(), claim(ann, "k", tenant).key());
        assertNotEquals(claim(ann, "k", tenant).key(), claim(root, "k", tenant).key());
        assertNotEquals(claim(root, "k", tenant).key(), claim(root, "k", global).key());
    }

    @Test
    void onlyAnAdminMayUseAKeyOfAllTenants() {
        ApiException refused =
                assertThrows(ApiException.class, () -> claim(ann, "k", new KeyOptions("global", null, null)));
        assertEquals(ErrorCode.FORBIDDEN, refused.code());
        assertEquals("idempotency.scope", refused.errors().getFirst().field());
        assertEquals(
                new Key("", "", "k"),
                claim(root, "k", new KeyOptions("global", null, null)).key());
    }

    @Test
    void aKeyIsKeptForADayOrAsLongAsItsSubmissionAsks() {
        assertEquals(86_400_000, claim(ann, "k", null).ttlMs());
        assertEquals(5_000, claim(ann, "k", new KeyOptions(null, 5_000L, null)).ttlMs());
    }

    @Test
    void whatIsWrongIsNamedInOneAnswer() {
        assertEquals(List.of(), wrong("k", "k", null));
        assertEquals(List.of("Idempotency-Key", "idempotency_key"), fields(wrong("a", "b", null)));
        assertEquals(List.of("idempotency_key"), fields(wrong(null, " ", null)));
        assertEquals(List.of("idempotency_key"), fields(wrong(null, "x".repeat(256), null)));
        assertEquals(List.of(), wrong(null, "x".repeat(255), null));
        assertEquals(List.of("Idempotency-Key"), fields(wrong("x".repeat(256), null, null)));
        assertEquals(List.of("idempotency_key"), fields(wrong(null, "a\u0007b", null)));
        assertEquals(List.of("idempotency"), fields(wrong(null, null, new KeyOptions("tenant", null, null))));
        assertEquals(
                List.of("idempotency.scope", "idempotency.ttl_ms"),
                fields(wrong("k", null, new KeyOptions("world", 999L, null))));
        assertEquals(
                List.of("idempotency.ttl_ms"),
                fields(wrong("k", null, new KeyOptions(null, Duration.ofDays(31).toMillis(), null))));
        assertEquals(List.of("idempotency.derive_from"), fields(wrong(null, "k", derived("$"))));
        assertEquals(List.of("idempotency.derive_from.length"), fields(wrong(null, null, derived())));
        assertEquals(
                List.of("idempotency.derive_from[1]", "idempotency.derive_from[2]"),
                fields(wrong(null, null, new KeyOptions(null, null, Arrays.asList("$.a", "a", null)))));
    }

    private static List<String> fields(List<FieldError> errors) {
        return errors.stream().map(FieldError::field).toList();
    }

    @Test
    void aDerivedKeyDependsOnWhatWasChosenAndNothingElse() {
        Key key = derive("{\"order\":{\"id\":7,\"at\":1},\"n\":1}", "$.order.id");
        assertEquals(key, derive("{ \"n\":2, \"order\":{\"at\":2,\"id\":7.0} }", "$.order.id"));
        assertNotEquals(key, derive("{\"order\":{\"id\":8}}", "$.order.id"));
        assertEquals(derive("{\"a\":1,\"b\":2}", "$.a", "$.b"), derive("{\"a\":1,\"b\":2}", "$.b", "$.a"));
        assertNotEquals(derive("{\"a\":1,\"b\":2}", "$.a", "$.b"), derive("{\"a\":2,\"b\":1}", "$.a", "$.b"));
        assertEquals(derive("{\"a\":1,\"b\":2}", "$"), derive("{\"b\":2,\"a\":1}", "$"));
        assertTrue(key.text().length() < 64, key.text());
    }

    /** Otherwise all tasks without it would be one. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"order\":null}", "1", "null"})
    void aFieldThatThePayloadLacksIsAnError(String payload) {
        ApiException refused = assertThrows(ApiException.class, () -> derive(payload, "$.order.id"));
        assertEquals("idempotency.derive_from[0]", refused.errors().getFirst().field());
    }

    /** Not a benchmark: it must be far under a millisecond to be sure. Prints what it saw. */
    @Test
    void aKeyIsDerivedInUnderAMillisecond() {
        // Given
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            items.append(i == 0 ? "" : ",").append("{\"sku\":\"").append(i).append("\",\"price\":1.50}");
        }
        String payload = "{\"order\":{\"id\":" + ThreadLocalRandom.current().nextInt() + "},\"items\":[" + items + "]}";
        long[] nanos = new long[5_000];

        // When
        for (int i = 0; i < nanos.length; i++) {
            long begun = System.nanoTime();
            derive(payload, "$");
            nanos[i] = System.nanoTime() - begun;
        }

        // Then
        Arrays.sort(nanos);
        double p95 = nanos[nanos.length * 95 / 100] / 1e6;
        System.out.printf("key derivation and fingerprint, payload of %d bytes: p95 %.3f ms%n", payload.length(), p95);
        assertTrue(p95 < 1, () -> "p95 " + p95 + " ms");
    }
}
