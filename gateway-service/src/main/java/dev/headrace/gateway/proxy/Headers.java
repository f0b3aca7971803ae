package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.observe.StopNotice;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which headers pass, and which end at each hop (RFC 9110, 7.6.1). */
final class Headers {
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized(Caller.HEADER);
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(Exchange.REQUEST_ID);

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

    /** What the way to a service sets by itself, and what is no service's business. */
    private static final CharSequence[] ENDS_HERE = {
        HttpHeaders.AUTHORIZATION,
        HttpHeaders.HOST,
        HttpHeaders.CONTENT_LENGTH,
        HttpHeaders.TRANSFER_ENCODING,
        HttpHeaders.EXPECT,
        HttpHeaders.createOptimized("x-api-key"),
        HttpHeaders.createOptimized("forwarded"),
        HttpHeaders.createOptimized("x-forwarded-host"),
        IDENTITY
    };

    private static final String SOCKETS_OWN = "sec-websocket-";

    private Headers() {}

    /**
     * Headers for a request to a service: those that came, without credentials, and with the signed identity.
     *
     * @param token null for a request of anybody
     */
    static void toService(RoutingContext rc, @Nullable String token, MultiMap to) {
        rc.request().headers().forEach((name, value) -> to.add(name, value));
        end(rc, token, to);
    }

    /** The same for a WebSocket to a service; credentials may also be in its subprotocols. */
    static MultiMap forUpgrade(RoutingContext rc, String token) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        rc.request().headers().forEach((name, value) -> {
            if (!name.toLowerCase(Locale.ROOT).startsWith(SOCKETS_OWN)) {
                headers.add(name, value);
            }
        });
        end(rc, token, headers);
        return headers;
    }

    private static void end(RoutingContext rc, @Nullable String token, MultiMap headers) {
        dropNamedByConnection(headers);
        drop(HOP_BY_HOP, headers);
        drop(ENDS_HERE, headers);
        if (token != null) {
            headers.set(IDENTITY, token);
        }
        headers.set(REQUEST_ID, Exchange.of(rc).requestId());
    }

    /** Headers of a service's answer, beside those that the gateway gives it. Its transfer coding is chosen for each hop. */
    static void toCaller(MultiMap from, MultiMap to) {
        dropNamedByConnection(from);
        drop(HOP_BY_HOP, from);
        from.remove(HttpHeaders.TRANSFER_ENCODING).remove(REQUEST_ID).remove(StopNotice.HEADER);
        from.forEach((name, value) -> to.add(name, value));
        if (!to.contains(HttpHeaders.DATE)) {
            to.set(HttpHeaders.DATE, HttpDate.now());
        }
    }

    /** The {@code Content-Length}; negative if there is none. */
    static long declaredLength(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Removes the headers that the sender named in {@code Connection}. */
    private static void dropNamedByConnection(MultiMap headers) {
        String connection = headers.get(HttpHeaders.CONNECTION);
        if (connection != null && !connection.equalsIgnoreCase("keep-alive") && !connection.equalsIgnoreCase("close")) {
            for (String name : connection.split(",", -1)) {
                headers.remove(name.trim());
            }
        }
    }

    private static void drop(CharSequence[] names, MultiMap headers) {
        for (CharSequence name : names) {
            headers.remove(name);
        }
    }
}
