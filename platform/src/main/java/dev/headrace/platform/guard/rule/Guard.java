package dev.headrace.platform.guard.rule;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides which addresses may be connected to. Everything that is not plainly public is refused, also inside the IPv6
 * forms that carry an IPv4 address; networks that the operator allows are exceptions.
 */
public final class Guard {

    /** The IANA special-purpose registries, plus multicast, reserved space and the cloud metadata addresses in them. */
    private static final List<Network> REFUSED = networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, cloud metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, broadcast
            "168.63.129.16/32"); // Azure's host agent, a public address that answers only inside

    /** Only global unicast is left after this; the special blocks inside it follow. */
    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

    private static final List<Network> REFUSED_V6 = networks(
            "2001::/23", // protocol assignments, Teredo, ORCHID
            "2001:db8::/32", // documentation
            "2620:4f:8000::/48", // AS112
            "3fff::/20"); // documentation

    /** Blocks that carry an IPv4 address, and the byte at which it starts. */
    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(Network.parse("::ffff:0:0/96"), 12), // mapped
            new Carrier(Network.parse("::ffff:0:0:0/96"), 12), // translated, RFC 2765
            new Carrier(Network.parse("64:ff9b::/96"), 12), // NAT64
            new Carrier(Network.parse("::/96"), 12), // compatible
            new Carrier(Network.parse("2002::/16"), 2)); // 6to4

    private final List<Network> allowed;

    /** @param allowed exceptions, for development and for receivers inside the operator's own network */
    public Guard(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /**
     * A guard with exceptions in CIDR notation.
     *
     * @throws IllegalArgumentException if one is no network
     */
    public static Guard allowing(List<String> networks) {
        return new Guard(networks.stream().map(Network::parse).toList());
    }

    /** Whether a connection to this address is allowed. */
    public boolean allows(InetAddress address) {
        return allows(address.getAddress());
    }

    /**
     * Whether a host that is written as an address literal is allowed; empty when it is a name, which only its
     * resolution can decide.
     */
    public Optional<Boolean> allowsLiteral(String host) {
        return Literals.parse(host).map(this::allows);
    }

    /** Whether the host is a name that RFC 6761 and 6762 reserve for this machine and this link. */
    public boolean isLocalName(String host) {
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                || lower.endsWith(".localhost")
                || lower.endsWith(".local")
                || lower.endsWith(".internal");
    }

    /** Whether the operator has allowed any exception at all. */
    public boolean hasExceptions() {
        return !allowed.isEmpty();
    }

    private boolean allows(byte[] address) {
        if (allowed.stream().anyMatch(network -> network.contains(address))) {
            return true;
        }
        return address.length == 4 ? !in(REFUSED, address) : allowsV6(address);
    }

    private boolean allowsV6(byte[] address) {
        for (var carrier : CARRIERS) {
            if (carrier.network.contains(address)) {
                // An exception for 127.0.0.0/8 is meant for its IPv6 form too; all else that is carried must be public.
                return allows(Arrays.copyOfRange(address, carrier.offset, carrier.offset + 4));
            }
        }
        return GLOBAL_UNICAST.contains(address) && !in(REFUSED_V6, address);
    }

    private static boolean in(List<Network> networks, byte[] address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... texts) {
        return Arrays.stream(texts).map(Network::parse).toList();
    }

    private record Carrier(Network network, int offset) {}
}
