package dev.headrace.task.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static JsonNode json(String text) {
        return JsonBytes.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Fingerprint of(String text) {
        return Fingerprint.of(json(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"type\":\"a\",\"payload\":{\"x\":1,\"y\":[1,2]}} | { \"payload\" : {\"y\":[1, 2],\"x\":1}, \"type\":\"a\" }",
                "{\"payload\":1.0}                                  | {\"payload\":1}",
                "{\"payload\":1e2}                                  | {\"payload\":100}",
                "{\"payload\":-0.0}                                 | {\"payload\":0}",
                "{\"payload\":\"\\u00fc\\/\"}                       | {\"payload\":\"ü/\"}",
                "{\"tags\":[\"a\"],\"metadata\":{\"trace\":\"1\"}}  | {\"metadata\":{\"trace\":\"2\"}}",
            })
    void whatMeansTheSameHasTheSameFingerprint(String one, String other) {
        assertTrue(of(one).matches(of(other)), () -> of(one) + " " + of(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"payload\":9007199254740993}        | {\"payload\":9007199254740992}  | payload",
                "{\"payload\":\"1\"}                   | {\"payload\":1}                 | payload",
                "{\"payload\":[1,2]}                   | {\"payload\":[2,1]}             | payload",
                "{\"payload\":[[1],2]}                 | {\"payload\":[[1,2]]}           | payload",
                "{\"payload\":{\"a\":null}}            | {\"payload\":{}}                | payload",
                "{\"payload\":null}                    | {}                              | payload",
                "{\"payload\":\"null\"}                | {\"payload\":null}              | payload",
                "{\"type\":\"a\",\"run_at\":\"1\"}     | {\"type\":\"b\",\"delay_ms\":5} | delay_ms run_at type",
                "{\"target\":{\"url\":\"http://a\"}}   | {\"target\":{\"url\":\"http://b\"}} | target",
                "{\"retry\":{\"base_ms\":1}}           | {\"retry\":{\"base_ms\":2}}     | retry",
            })
    void whatDiffersIsNamed(String one, String other, String fields) {
        assertFalse(of(one).matches(of(other)));
        assertEquals(List.of(fields.split(" ")), of(one).differences(of(other)));
        assertEquals(List.of(fields.split(" ")), of(other).differences(of(one)));
    }

    @Test
    void theDifferenceOfTwoPayloadsIsNamedByItsFirstPaths() {
        // Given
        JsonNode first = json("{\"a\":1,\"items\":[{\"sku\":\"x\"},{\"sku\":\"y\"}],\"gone\":true,\"same\":1.0}");
        JsonNode other = json("{\"a\":2,\"items\":[{\"sku\":\"x\"},{\"sku\":\"z\"},3],\"new\":{},\"same\":1}");

        // When / Then
        assertEquals(
                List.of("$.a", "$.gone", "$.items[1].sku", "$.items[2]", "$.new"), Differences.between(first, other));
        assertEquals(List.of("$"), Differences.between(first, json("[]")));
        assertEquals(5, Differences.between(json("[1,2,3,4,5,6,7]"), json("[]")).size());
    }

    /** An exponent is not written out, and what is nested as deep as JSON may be is read. */
    @ParameterizedTest
    @ValueSource(strings = {"1e1000000", "-1E-1000000", "[[[[[[[[[[1]]]]]]]]]]"})
    void hostileNumbersStaySmall(String value) {
        assertTrue(CanonicalJson.of(json(value)).length() < 60);
    }

    @Property(tries = 300)
    void theTextOfACanonicalValueIsReadAgainAsTheSame(@ForAll("values") Object value) {
        // Given
        String canonical = CanonicalJson.of(JsonBytes.mapper().valueToTree(value));

        // When
        String again = CanonicalJson.of(json(canonical.replaceAll(",([}\\]])", "$1")));

        // Then
        assertEquals(canonical, again);
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.strings()
                        .ascii()
                        .excludeChars(',', ']', '}', '[', '{')
                        .ofMaxLength(8),
                Arbitraries.longs().between(-(1L << 53), 1L << 53),
                Arbitraries.doubles(),
                Arbitraries.of(true, false));
        return nested(nested(leaf));
    }

    /** The values themselves, and small arrays and objects of them. */
    private static Arbitrary<Object> nested(Arbitrary<Object> values) {
        return Arbitraries.oneOf(
                values,
                values.list().ofMaxSize(3).map(list -> (Object) list),
                Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(4), values)
                        .ofMaxSize(3)
                        .map(map -> (Object) map));
    }
}
