package dev.headrace.gateway.authn;

import org.jspecify.annotations.Nullable;

/** Finds the API key in the headers of a request. */
public final class Credentials {
    /** The subprotocol that the server answers; a browser offers it next to its key. */
    public static final String SUBPROTOCOL = "headrace.v1";

    private static final String BEARER = "Bearer ";
    private static final String KEY = "sk_";

    private Credentials() {}

    /**
     * The key that the caller sent: {@code Authorization: Bearer}, else {@code X-API-Key}, else, for browsers, which
     * cannot set headers on a WebSocket, a subprotocol that is a key.
     *
     * @param header value of a header, null if the request has none of that name
     * @return null if the request has no key
     */
    public static @Nullable String of(Headers header) {
        String authorization = header.get("Authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? authorization.substring(BEARER.length()).trim()
                    : null;
        }
        String key = header.get("X-API-Key");
        return key != null ? key.trim() : offered(header.get("Sec-WebSocket-Protocol"));
    }

    private static @Nullable String offered(@Nullable String subprotocols) {
        if (subprotocols != null) {
            for (String offer : subprotocols.split(",", -1)) {
                if (offer.trim().startsWith(KEY)) {
                    return offer.trim();
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
