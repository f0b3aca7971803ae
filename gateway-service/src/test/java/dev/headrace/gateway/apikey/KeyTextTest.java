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
    private static final String CHECKSUM_OF_ZEROS = "1Vxh1Z";

    @Test
    void everyKeyHasOneLengthWhateverItsBytes() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) -1);

        // The CRC-32 of the text before it is 1,388,425,989, by zlib.
        assertEquals("sk_live_" + "0".repeat(43) + CHECKSUM_OF_ZEROS, KeyText.of(KeyMode.LIVE, new byte[32]));
        assertEquals(57, KeyText.of(KeyMode.TEST, ones).length());
        assertTrue(KeyText.isWellFormed(KeyText.of(KeyMode.TEST, ones)));
    }

    @Test
    void noBitOfTheEntropyIsLost() {
        byte[] bytes = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");

        String digits = KeyText.of(KeyMode.LIVE, bytes).substring(8, 51);

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
        String key = KeyText.make(KeyMode.LIVE);
        assertNotEquals(key, KeyText.make(KeyMode.LIVE));
        assertEquals(16, KeyText.prefix(key).length());
    }

    @Test
    void oneWrongCharacterOrTwoExchangedOnesAreNoticed() {
        String key = KeyText.make(KeyMode.TEST);
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';
            assertFalse(KeyText.isWellFormed(key.substring(0, i) + other + key.substring(i + 1)), "at " + i);
            if (i > 0 && key.charAt(i) != key.charAt(i - 1)) {
                String swapped = key.substring(0, i - 1) + key.charAt(i) + key.charAt(i - 1) + key.substring(i + 1);
                assertFalse(KeyText.isWellFormed(swapped), "at " + i);
            }
        }
        assertFalse(KeyText.isWellFormed(key.replace("sk_test_", "sk_live_")));
        assertFalse(KeyText.isWellFormed(key.substring(0, 56)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk_",
                "sk_live_abc",
                "sk_0000000000000000000000000000000000000000000",
                "pk_live_0000000000000000000000000000000000000000000000000",
                "sk_prod_0000000000000000000000000000000000000000000000000",
                "sk_live_00000000000000000000000000000000000000000000000-0"
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
