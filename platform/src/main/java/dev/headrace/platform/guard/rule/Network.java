package dev.headrace.platform.guard.rule;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A block of addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code fc00::/7}. IPv4 and IPv6 blocks never
 * contain one another's addresses.
 */
public final class Network {

    private final byte[] base;
    private final int prefix;

    private Network(byte[] base, int prefix) {
        this.base = base;
        this.prefix = prefix;
    }

    /** Reads {@code address/prefix}, or a single address; throws IllegalArgumentException when it is neither. */
    public static Network parse(String text) {
        var slash = text.indexOf('/');
        var address = Literals.parse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("not a network in CIDR notation: " + text));
        var bits = address.length * Byte.SIZE;
        var prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix length out of range: " + text);
        }
        return new Network(address, prefix);
    }

    /** Whether the address lies in this block. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** Whether all of another block lies in this one. */
    public boolean contains(Network other) {
        return other.prefix >= prefix && contains(other.base);
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        var whole = prefix / Byte.SIZE;
        if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
            return false;
        }
        var rest = prefix % Byte.SIZE;
        var mask = 0xff << (Byte.SIZE - rest) & 0xff;
        return rest == 0 || (address[whole] & mask) == (base[whole] & mask);
    }

    /** As it was read, with its prefix. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(base).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
