package dev.headrace.gateway.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
    @Test
    void everyKeyHasOneLengthWhateverItsBytes() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) -1);

        assertEquals("sk_" + "0".repeat(43), KeyText.of(new byte[32]));
        assertEquals(46, KeyText.of(ones).length());
        assertTrue(KeyText.isWellFormed(KeyText.of(ones)));
    }

    @Test
    void noBitOfTheEntropyIsLost() {
        byte[] bytes = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");

        String digits = KeyText.of(bytes).substring(3);

        BigInteger back = BigInteger.ZERO;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c <= '9' ? c - '0' : c <= 'Z' ? c - 'A' + 10 : c - 'a' + 36;
            back = back.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(digit));
        }
        assertEquals(new BigInteger(1, bytes), back);
    }

    @Test
    void keysDiffer() {
        String key = KeyText.make();
        assertNotEquals(key, KeyText.make());
        assertEquals(11, KeyText.prefix(key).length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk_",
                "sk_abc",
                "pk_0000000000000000000000000000000000000000000",
                "sk_000000000000000000000000000000000000000000-",
                "sk_00000000000000000000000000000000000000000000"
            })
    void anythingElseIsNoKey(String text) {
        assertFalse(KeyText.isWellFormed(text));
    }

    @Test
    void theHashIsSha256() {
        // From FIPS 180-4's example for "abc".
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                HexFormat.of().formatHex(KeyHash.ofKey("abc").bytes()));
        assertEquals(KeyHash.ofKey("abc"), KeyHash.of(KeyHash.ofKey("abc").bytes()));
        assertNotEquals(KeyHash.ofKey("abc"), KeyHash.ofKey("abd"));
    }
}
