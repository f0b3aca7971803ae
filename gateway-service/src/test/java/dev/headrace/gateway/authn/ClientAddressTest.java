package dev.headrace.gateway.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private final ClientAddress behindProxies = new ClientAddress(List.of("10.0.0.0/8", "::1"));

    @Test
    void withoutTrustedProxiesTheConnectionCounts() {
        assertEquals("192.0.2.1", text(new ClientAddress(List.of()).of("192.0.2.1", List.of("8.8.8.8"))));
    }

    @Test
    void aStrangerIsNotBelieved() {
        assertEquals("192.0.2.1", text(behindProxies.of("192.0.2.1", List.of("8.8.8.8"))));
    }

    @Test
    void theNearestThatIsNoProxyIsTheCaller() {
        assertEquals("8.8.8.8", text(behindProxies.of("10.0.0.1", List.of("1.2.3.4, 8.8.8.8", "10.9.9.9"))));
        assertEquals("2001:db8:0:0:0:0:0:7", text(behindProxies.of("::1", List.of("2001:db8::7"))));
        assertEquals("10.0.0.1", text(behindProxies.of("10.0.0.1", List.of())));
    }

    @Test
    void whatIsNoAddressIsNobodys() {
        assertNull(behindProxies.of("10.0.0.1", List.of("example.com")));
        assertNull(behindProxies.of("10.0.0.1", List.of("unknown, 1.2.3.4:80")));
    }

    @Test
    void aMistakeInTheConfigurationIsNamed() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> new ClientAddress(List.of("10.0.0.0/99")));

        assertEquals(
                "headrace.authn.trusted-proxies: prefix length out of range: 10.0.0.0/99",
                String.valueOf(refused.getMessage()));
    }

    private static String text(@Nullable InetAddress address) {
        return address == null ? "none" : String.valueOf(address.getHostAddress());
    }
}
