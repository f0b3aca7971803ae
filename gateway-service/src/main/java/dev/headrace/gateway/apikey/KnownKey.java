package dev.headrace.gateway.apikey;

import dev.headrace.gateway.route.Service;
import dev.headrace.platform.guard.rule.Network;
import dev.headrace.platform.identity.Identity;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A credential that may be used, as the memory of the gateway holds it: a key, or a token that stands for a caller. */
public final class KnownKey {
    private static final String IN_CONTEXT = "headrace.known-key";

    private final UUID id;
    private final Kind kind;
    private final Identity identity;
    private final Instant changedAt;
    private final long expiresAtMillis;
    private final List<Network> addresses;
    private final KeyUse use;
    private final ConcurrentHashMap<Service, Pass> passes = new ConcurrentHashMap<>(Service.values().length);

    /** What a caller showed. */
    public enum Kind {
        KEY,
        /** A token that was exchanged for a key. */
        TOKEN,
        /** A token of an issuer outside. */
        ISSUER,
        /** A ticket for one WebSocket. */
        TICKET
    }

    /** A signed identity for the way to one service, and when to sign it anew. */
    public record Pass(String token, long renewAtMillis) {}

    /**
     * A key.
     *
     * @param changedAt by the database's clock; tells this state of the key from a later one
     * @param expiresAtMillis epoch milliseconds; {@link Long#MAX_VALUE} for a key that does not expire
     * @param addresses where its callers may be; empty for anywhere
     */
    public KnownKey(UUID id, Identity identity, Instant changedAt, long expiresAtMillis, List<Network> addresses) {
        this(id, Kind.KEY, identity, changedAt, expiresAtMillis, addresses, new KeyUse(id));
    }

    private KnownKey(
            UUID id,
            Kind kind,
            Identity identity,
            Instant changedAt,
            long expiresAtMillis,
            List<Network> addresses,
            KeyUse use) {
        this.id = id;
        this.kind = kind;
        this.identity = identity;
        this.changedAt = changedAt;
        this.expiresAtMillis = expiresAtMillis;
        this.addresses = List.copyOf(addresses);
        this.use = use;
    }

    /** What stands for this key where it works, with a narrower identity and an earlier end. */
    public KnownKey standIn(Kind kind, Identity narrower, long endsAtMillis) {
        return new KnownKey(id, kind, narrower, changedAt, Math.min(endsAtMillis, expiresAtMillis), addresses, use);
    }

    /** A caller whom somebody else has vouched for; no key of ours is used by it. */
    public static KnownKey vouched(UUID id, Kind kind, Identity identity, long expiresAtMillis) {
        return new KnownKey(id, kind, identity, Instant.EPOCH, expiresAtMillis, List.of(), KeyUse.NONE);
    }

    /** The credential of a request that the entrance let through. */
    public static KnownKey of(RoutingContext rc) {
        KnownKey key = rc.get(IN_CONTEXT);
        if (key == null) {
            throw new IllegalStateException("the request has not passed the entrance");
        }
        return key;
    }

    /** Keeps this with the request. */
    public void keepIn(RoutingContext rc) {
        rc.put(IN_CONTEXT, this);
    }

    /** Of the key itself, also where a token stands for it. */
    public UUID id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    public Identity identity() {
        return identity;
    }

    /** By the database's clock. */
    public Instant changedAt() {
        return changedAt;
    }

    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    public KeyUse use() {
        return use;
    }

    /** Whether it works from some addresses only. */
    public boolean isBoundToAddresses() {
        return !addresses.isEmpty();
    }

    /** Where its callers may be; empty for anywhere. */
    List<Network> addresses() {
        return addresses;
    }

    /** Whether it works from there. */
    public boolean worksFrom(@Nullable InetAddress address) {
        return addresses.isEmpty()
                || (address != null && addresses.stream().anyMatch(network -> network.contains(address)));
    }

    public @Nullable Pass pass(Service service) {
        return passes.get(service);
    }

    public void pass(Service service, Pass pass) {
        passes.put(service, pass);
    }
}
