package dev.headrace.gateway.apikey;

import java.math.BigInteger;
import java.security.SecureRandom;

/** The text of an API key: {@code sk_} and 32 random bytes as 43 base-62 digits, so that a double click selects it. */
final class KeyText {
    static final int PREFIX_LENGTH = 11;
    private static final String START = "sk_";
    private static final int BYTES = 32;
    private static final int DIGITS = 43;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    /** A new key. */
    static String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return of(bytes);
    }

    static String of(byte[] entropy) {
        char[] digits = new char[DIGITS];
        BigInteger rest = new BigInteger(1, entropy);
        for (int i = DIGITS - 1; i >= 0; i--) {
            BigInteger[] next = rest.divideAndRemainder(BASE);
            digits[i] = ALPHABET.charAt(next[1].intValue());
            rest = next[0];
        }
        return START + new String(digits);
    }

    /** Whether the text can be a key at all; anything else is refused without a look-up. */
    static boolean isWellFormed(String text) {
        if (text.length() != START.length() + DIGITS || !text.startsWith(START)) {
            return false;
        }
        for (int i = START.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
                return false;
            }
        }
        return true;
    }

    /** What lists show of the key. */
    static String prefix(String key) {
        return key.substring(0, PREFIX_LENGTH);
    }
}
