package dev.headrace.gateway.authn;

import dev.headrace.platform.guard.rule.Network;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a caller is: the end of its connection, or what trusted proxies say of the one that they pass on. */
@Singleton
public final class ClientAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final int MOST_HOPS = 20;

    private final List<Network> trusted;

    @Inject
    public ClientAddress(AuthnConfig config) {
        this(config.trustedProxies().orElse(List.of()));
    }

    ClientAddress(List<String> trustedProxies) {
        try {
            this.trusted = trustedProxies.stream()
                    .map(String::strip)
                    .map(Network::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("headrace.authn.trusted-proxies: " + e.getMessage(), e);
        }
    }

    /** The caller's address; null if the connection has none, or a trusted proxy passed on something else. */
    public @Nullable InetAddress of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? null : of(host, request.headers().getAll(FORWARDED_FOR));
    }

    /**
     * The nearest address that is no trusted proxy, going back from the connection. What stands before it in the header
     * was written by the caller itself.
     */
    @Nullable
    InetAddress of(String remote, List<String> forwardedFor) {
        InetAddress nearest = literal(remote);
        if (trusted.isEmpty() || forwardedFor.isEmpty()) {
            return nearest;
        }
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MOST_HOPS); i--) {
            if (nearest == null || !isTrusted(nearest)) {
                return nearest;
            }
            nearest = literal(hops[i].strip());
        }
        return nearest;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
