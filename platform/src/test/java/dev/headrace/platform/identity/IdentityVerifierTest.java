package dev.headrace.platform.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityVerifierTest {
    private static final Identity ANN = new Identity("acme", "ann", Set.of(Role.USER, Role.WORKER), "free", Set.of());

    private final KeyPair keys = ed25519();
    private final IdentitySigner signer = new IdentitySigner(keys.getPrivate());
    private final IdentityVerifier verifier = new IdentityVerifier(keys.getPublic());

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(String token) {
        assertEquals(
                ErrorCode.UNAUTHENTICATED,
                assertThrows(ApiException.class, () -> verifier.verify(token)).code());
    }

    @Test
    void whatTheGatewaySignedIsReadBack() {
        String token = signer.sign(ANN, Duration.ofSeconds(60));
        assertEquals(ANN, verifier.verify(token));
        assertEquals(ANN, verifier.verify(token));
    }

    @Test
    void anotherKeyIsRefused() {
        refused(new IdentitySigner(ed25519().getPrivate()).sign(ANN, Duration.ofSeconds(60)));
    }

    @Test
    void anExpiredTokenIsRefused() {
        refused(signer.sign(ANN, Duration.ofSeconds(-1)));
    }

    @Test
    void aTokenThatWouldLiveTooLongIsRefused() {
        refused(signer.sign(ANN, Duration.ofHours(1)));
    }

    @Test
    void changedClaimsAndOtherAlgorithmsAreRefused() {
        // Given
        String[] parts = signer.sign(ANN, Duration.ofSeconds(60)).split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String admin = encode(claims.replace("\"user\"", "\"admin\""));
        String none = encode("{\"alg\":\"none\"}");

        // When / Then
        refused(parts[0] + "." + admin + "." + parts[2]);
        refused(none + "." + parts[1] + ".");
        refused("");
        refused("x".repeat(10_000));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
