package dev.headrace.gateway.authn;

import dev.headrace.gateway.apikey.KeyText;
import dev.headrace.gateway.ticket.TicketText;
import org.jspecify.annotations.Nullable;

/** Finds the credential in a request. */
public final class Credentials {
    /** The subprotocol that the server answers; a browser offers it next to its credential. */
    public static final String SUBPROTOCOL = "headrace.v1";

    private static final String BEARER = "Bearer ";
    /** What every JSON object begins with in Base64. */
    private static final String JWT = "eyJ";

    private Credentials() {}

    /**
     * What the caller sent: {@code Authorization: Bearer}, else {@code X-API-Key}, else, for browsers, which cannot set
     * headers on a WebSocket, a subprotocol that is a ticket, a token or a key.
     *
     * @param header value of a header, null if the request has none of that name
     * @param upgrade whether the request wants to become a WebSocket, so that subprotocols count
     * @return null if the request has none
     */
    public static @Nullable String of(Headers header, boolean upgrade) {
        String authorization = header.get("Authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? authorization.substring(BEARER.length()).trim()
                    : null;
        }
        String key = header.get("X-API-Key");
        if (key != null) {
            return key.trim();
        }
        return upgrade ? offered(header.get("Sec-WebSocket-Protocol")) : null;
    }

    private static @Nullable String offered(@Nullable String subprotocols) {
        if (subprotocols != null) {
            for (String offer : subprotocols.split(",", -1)) {
                String text = offer.trim();
                if (text.startsWith(KeyText.START) || text.startsWith(TicketText.START) || text.startsWith(JWT)) {
                    return text;
                }
            }
        }
        return null;
    }

    /** Gives the value of a header, or null. */
    @FunctionalInterface
    public interface Headers {
        @Nullable
        String get(String name);
    }
}
