package dev.headrace.gateway.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    @Test
    void findsTheKeyWhereverItMayBe() {
        assertEquals("sk_a", of("Authorization", "Bearer sk_a"));
        assertEquals("sk_a", of("Authorization", "bearer  sk_a "));
        assertEquals("sk_a", of("X-API-Key", " sk_a"));
        assertEquals("sk_a", of("Sec-WebSocket-Protocol", "headrace.v1, sk_a"));
    }

    @Test
    void anythingElseIsNoKey() {
        assertNull(Credentials.of(name -> null, true));
        assertNull(of("Authorization", "Basic sk_a"));
        assertNull(of("Sec-WebSocket-Protocol", "headrace.v1"));
    }

    @Test
    void authorizationDecidesIfThereAreTwo() {
        Map<String, String> both = Map.of("Authorization", "Basic x", "X-API-Key", "sk_a");
        assertNull(Credentials.of(both::get, true));
    }

    @Test
    void aSubprotocolIsOneForWebSocketsOnly() {
        assertNull(Credentials.of(Map.of("Sec-WebSocket-Protocol", "headrace.v1, sk_a")::get, false));
    }

    private static @org.jspecify.annotations.Nullable String of(String header, String value) {
        return Credentials.of(Map.of(header, value)::get, true);
    }
}
