package dev.headrace.platform.guard.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private final Guard guard = new Guard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.0.1",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.1",
                "192.168.0.1",
                "192.168.255.255",
                "192.175.48.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "100.100.100.200",
            })
    void refusesIpv4ThatIsNotPublic(String address) {
        assertEquals(Optional.of(false), guard.allowsLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
            })
    void allowsPublicIpv4(String address) throws Exception {
        assertEquals(Optional.of(true), guard.allowsLiteral(address));
        assertTrue(guard.allows(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "[::1]",
                "fc00::1",
                "fd00:ec2::254",
                "fdff:ffff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1",
                "100::1",
                "2001:db8::1",
                "2001::1",
                "2001:10::1",
                "2620:4f:8000::1",
                "3fff::1",
                "5f00::1",
                "64:ff9b:1::1",
                "4000::1",
            })
    void refusesIpv6ThatIsNotPublic(String address) {
        assertEquals(Optional.of(false), guard.allowsLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1", "::127.0.0.1",
                "::192.168.1.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "2002:c0a8:101::",
                "2002:a9fe:a9fe::1",
            })
    void refusesAPrivateIpv4InsideIpv6(String address) {
        assertEquals(Optional.of(false), guard.allowsLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2606:4700:4700::1111", "[2a00:1450::1]", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2003::1"})
    void allowsPublicIpv6(String address) {
        assertEquals(Optional.of(true), guard.allowsLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "0177.0.0.1", "10.1"})
    void refusesTheOtherSpellingsOfAnIpv4Address(String address) {
        assertEquals(Optional.of(false), guard.allowsLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "localhost", "127.0.0.1.example.com", "a.b.c.d", "256.1.1.1.1", "dead.beef"})
    void aNameIsDecidedByItsResolution(String host) {
        assertEquals(Optional.empty(), guard.allowsLiteral(host));
    }

    @Test
    void namesOfThisMachineAndLinkAreKnown() {
        for (var name :
                List.of("localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local", "db.internal")) {
            assertTrue(guard.isLocalName(name), name);
        }
        for (var name : List.of("example.com", "localhost.example.com", "mylocalhost", "internal")) {
            assertFalse(guard.isLocalName(name), name);
        }
    }

    @Test
    void anExceptionOpensOnlyItsOwnBlock() {
        // Given
        var development = new Guard(List.of(Network.parse("127.0.0.0/8"), Network.parse("::1/128")));

        // When / Then
        assertEquals(Optional.of(true), development.allowsLiteral("127.0.0.1"));
        assertEquals(Optional.of(true), development.allowsLiteral("::ffff:127.0.0.1"));
        assertEquals(Optional.of(true), development.allowsLiteral("::1"));
        assertEquals(Optional.of(false), development.allowsLiteral("10.0.0.1"));
        assertEquals(Optional.of(false), development.allowsLiteral("169.254.169.254"));
        assertEquals(Optional.of(false), development.allowsLiteral("::2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com/8", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/x"})
    void aBrokenNetworkIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Network.parse(text));
    }

    @Test
    void aBlockEndsWithinAByte() {
        // Given
        var network = Network.parse("172.16.0.0/12");

        // When / Then
        assertTrue(network.contains(InetAddress.ofLiteral("172.31.255.255")));
        assertFalse(network.contains(InetAddress.ofLiteral("172.32.0.0")));
        assertFalse(network.contains(InetAddress.ofLiteral("::1")));
    }
}
