package dev.headrace.platform.guard.rule;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Optional;

/** Reads addresses that are written out as numbers; never asks a name server. */
final class Literals {

    private Literals() {}

    /**
     * The 4 or 16 bytes of an address literal, or nothing when the text is a host name. IPv6 may stand in brackets; an
     * IPv4-mapped one comes back as its 16 bytes. Also reads the forms that C resolvers take for IPv4
     * ({@code 0x7f.1}, {@code 017700000001}, {@code 2130706433}), because some stack may.
     */
    static Optional<byte[]> parse(String host) {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return Optional.of(
                    bare.indexOf(':') >= 0
                            ? v6(bare)
                            : Inet4Address.ofPosixLiteral(bare).getAddress());
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private static byte[] v6(String text) {
        var bytes = Inet6Address.ofLiteral(text).getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        // The JDK turns ::ffff:a.b.c.d into an IPv4 address; keep the form that was written.
        var mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }
}
