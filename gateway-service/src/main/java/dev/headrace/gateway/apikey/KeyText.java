package dev.headrace.gateway.apikey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The text of an API key: {@code sk_live_} or {@code sk_test_}, 32 random bytes as 43 base-62 digits, and the CRC-32 of all
 * before it as six more, so that anybody can tell a mistyped key without asking, and secret scanners a real one.
 */
public final class KeyText {
    static final int PREFIX_LENGTH = 16;
    /** What every key begins with. */
    public static final String START = "sk_";

    private static final int KIND_LENGTH = "sk_live_".length();
    private static final int BYTES = 32;
    private static final int DIGITS = 43;
    private static final int CHECKSUM = 6;
    private static final int LENGTH = KIND_LENGTH + DIGITS + CHECKSUM;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    /** A new key. */
    static String make(KeyMode mode) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return of(mode, bytes);
    }

    static String of(KeyMode mode, byte[] entropy) {
        String text = START + mode.wire() + "_" + digits(new BigInteger(1, entropy), DIGITS);
        return text + checksum(text);
    }

    private static String digits(BigInteger number, int count) {
        char[] digits = new char[count];
        BigInteger rest = number;
        for (int i = count - 1; i >= 0; i--) {
            BigInteger[] next = rest.divideAndRemainder(BASE);
            digits[i] = ALPHABET.charAt(next[1].intValue());
            rest = next[0];
        }
        return new String(digits);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECKSUM);
    }

    /** Whether the text can be a key at all; anything else is refused without a look-up. */
    static boolean isWellFormed(String text) {
        if (text.length() != LENGTH || KeyMode.of(text.substring(START.length(), KIND_LENGTH - 1)) == null) {
            return false;
        }
        String checked = text.substring(0, LENGTH - CHECKSUM);
        return text.startsWith(START)
                && text.charAt(KIND_LENGTH - 1) == '_'
                && checksum(checked).equals(text.substring(LENGTH - CHECKSUM));
    }

    /** Whether it is not longer than a key. */
    static boolean isShort(String text) {
        return text.length() <= LENGTH;
    }

    /** What lists and logs show of the key. */
    public static String prefix(String key) {
        return key.substring(0, PREFIX_LENGTH);
    }
}
