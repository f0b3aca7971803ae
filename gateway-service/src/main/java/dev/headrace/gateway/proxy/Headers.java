package dev.headrace.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Headers that end at each hop (RFC 9110, 7.6.1). */
final class Headers {
    private static final CharSequence[] HOP_BY_HOP = {
        HttpHeaders.CONNECTION,
        HttpHeaders.KEEP_ALIVE,
        HttpHeaders.PROXY_AUTHENTICATE,
        HttpHeaders.PROXY_AUTHORIZATION,
        HttpHeaders.createOptimized("proxy-connection"),
        HttpHeaders.createOptimized("te"),
        HttpHeaders.createOptimized("trailer"),
        HttpHeaders.UPGRADE
    };

    private Headers() {}

    /** Removes the headers that the sender named in {@code Connection}. */
    static void dropNamedByConnection(MultiMap headers) {
        String connection = headers.get(HttpHeaders.CONNECTION);
        if (connection != null && !connection.equalsIgnoreCase("keep-alive") && !connection.equalsIgnoreCase("close")) {
            for (String name : connection.split(",", -1)) {
                headers.remove(name.trim());
            }
        }
    }

    /** Removes everything that is hop by hop but the transfer coding, which each hop chooses by itself. */
    static void dropHopByHop(MultiMap headers) {
        for (CharSequence name : HOP_BY_HOP) {
            headers.remove(name);
        }
    }
}
