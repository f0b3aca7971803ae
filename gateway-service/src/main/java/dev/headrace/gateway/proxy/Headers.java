package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.identity.Caller;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

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

    private static final CharSequence[] ENDS_HERE = {
        HttpHeaders.AUTHORIZATION,
        HttpHeaders.HOST,
        HttpHeaders.CONTENT_LENGTH,
        HttpHeaders.createOptimized("x-api-key")
    };
    private static final String SOCKETS_OWN = "sec-websocket-";

    private Headers() {}

    /**
     * Headers for the WebSocket to a service: those of the request without its credentials, which may also be in the
     * subprotocols, and with the signed identity.
     */
    static MultiMap forUpgrade(RoutingContext rc, String token) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        rc.request().headers().forEach(header -> {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith(SOCKETS_OWN)) {
                headers.add(header.getKey(), header.getValue());
            }
        });
        dropNamedByConnection(headers);
        dropHopByHop(headers);
        for (CharSequence name : ENDS_HERE) {
            headers.remove(name);
        }
        return headers.set(Caller.HEADER, token)
                .set(Exchange.REQUEST_ID, Exchange.of(rc).requestId());
    }

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
