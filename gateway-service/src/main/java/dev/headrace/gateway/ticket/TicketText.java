package dev.headrace.gateway.ticket;

import java.security.SecureRandom;
import java.util.Base64;

/** The text of a ticket: {@code wt_} and 32 random bytes in Base64 for URLs, so that it fits a subprotocol and a query. */
public final class TicketText {
    /** What every ticket begins with. */
    public static final String START = "wt_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final int LENGTH = START.length() + 43;

    private TicketText() {}

    static String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return START + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean isWellFormed(String text) {
        return text.length() == LENGTH && text.startsWith(START);
    }
}
