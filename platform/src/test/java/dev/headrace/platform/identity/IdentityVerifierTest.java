package dev.headrace.platform.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class IdentityVerifierTest {
    private static final Identity ANN = new Identity("acme", "ann", Set.of(Role.USER, Role.WORKER), "free", Set.of());

    private static final String TASKS = "task-service";

    @TempDir
    Path folder;

    private final KeyPair keys = Pairs.make();
    private final AtomicLong nanos = new AtomicLong();

    private Path signing() {
        return folder.resolve("signing.pem");
    }

    private Path trusted() {
        return folder.resolve("trusted.pem");
    }

    private IdentitySigner signer = new IdentitySigner(() -> {
        throw new IllegalStateException();
    });
    private IdentityVerifier verifier = new IdentityVerifier(new TrustedKeys(Map.of()), TASKS);

    @BeforeEach
    void read() {
        signer = IdentitySigner.reading(Pairs.write(signing(), Pairs.pairPem(keys)));
        verifier = new IdentityVerifier(
                TrustedKeys.reading(Pairs.write(trusted(), Pairs.publicPem(keys)), nanos::get), TASKS);
    }

    private void refused(String token) {
        assertEquals(
                ErrorCode.UNAUTHENTICATED,
                assertThrows(ApiException.class, () -> verifier.verify(token)).code());
    }

    @Test
    void whatTheGatewaySignedIsReadBack() {
        String token = signer.sign(ANN, TASKS, Duration.ofSeconds(60));
        assertEquals(ANN, verifier.verify(token));
        assertEquals(ANN, verifier.verify(token));
    }

    @Test
    void anotherKeyIsRefused() {
        Path others = Pairs.write(folder.resolve("others.pem"), Pairs.pairPem(Pairs.make()));

        refused(IdentitySigner.reading(others).sign(ANN, TASKS, Duration.ofSeconds(60)));
    }

    @Test
    void aTokenForAnotherServiceIsRefused() {
        refused(signer.sign(ANN, "webhook-service", Duration.ofSeconds(60)));
    }

    @Test
    void aTokenOfTheSameKeyForAnotherUseIsRefused() throws Exception {
        String token = signer.sign(ANN, TASKS, Duration.ofSeconds(60));
        JwtClaims claims = JwtClaims.parse(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));

        refused(signer.sign(claims, "at+jwt"));
        assertEquals(ANN, verifier.verify(signer.sign(claims, IdentitySigner.TYPE)));
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws Exception {
        // Given
        JsonWebSignature forged = new JsonWebSignature();
        String token = signer.sign(ANN, TASKS, Duration.ofSeconds(60));
        forged.setPayload(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
        forged.setAlgorithmHeaderValue("HS256");
        forged.setKeyIdHeaderValue(IdentityKeys.readPair(signing()).id());
        forged.setHeader("typ", IdentitySigner.TYPE);
        forged.setKey(new HmacKey(keys.getPublic().getEncoded()));

        // When / Then
        refused(forged.getCompactSerialization());
    }

    @Test
    void keysRotateWithoutARestart() {
        // Given
        KeyPair next = Pairs.make();
        String before = signer.sign(ANN, TASKS, Duration.ofSeconds(60));
        IdentitySigner other = IdentitySigner.reading(Pairs.write(folder.resolve("next.pem"), Pairs.pairPem(next)));
        String after = other.sign(ANN, TASKS, Duration.ofSeconds(60));
        refused(after);

        // When
        Pairs.write(trusted(), Pairs.publicPem(next), Pairs.publicPem(keys));

        // Then
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(ANN, verifier.verify(after));
        assertEquals(ANN, verifier.verify(before));
    }

    @Test
    void aKeyThatIsTakenOutIsRefusedAfterFiveSeconds() {
        // Given
        Pairs.write(trusted(), Pairs.publicPem(Pairs.make()));
        String token = signer.sign(ANN, TASKS, Duration.ofSeconds(60));

        // When
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());

        // Then
        refused(token);
    }

    @Test
    void aFileThatCannotBeReadLeavesTheKeysInForce() {
        Pairs.write(trusted(), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");

        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertEquals(ANN, verifier.verify(signer.sign(ANN, TASKS, Duration.ofSeconds(60))));
    }

    @Test
    void filesWithOtherKeysAreNamed() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path file = Pairs.write(folder.resolve("other.pem"), Pairs.pairPem(other));
        Path mixed = Pairs.write(
                folder.resolve("mixed.pem"),
                Pairs.pem("PRIVATE KEY", keys.getPrivate().getEncoded()),
                Pairs.publicPem(Pairs.make()));

        assertTrue(message(() -> IdentityKeys.readPair(file)).contains("private-key-file"));
        assertTrue(message(() -> IdentityKeys.readPair(mixed)).contains("mixed.pem"));
        assertTrue(message(() -> IdentityKeys.readPublic(file)).contains("public-key-file"));
    }

    private static String message(Executable refused) {
        return String.valueOf(assertThrows(IllegalStateException.class, refused).getMessage());
    }

    @Test
    void anExpiredTokenIsRefused() {
        refused(signer.sign(ANN, TASKS, Duration.ofSeconds(-1)));
    }

    @Test
    void aTokenThatWouldLiveTooLongIsRefused() {
        refused(signer.sign(ANN, TASKS, Duration.ofHours(1)));
    }

    @Test
    void changedClaimsAndOtherAlgorithmsAreRefused() {
        // Given
        String[] parts = signer.sign(ANN, TASKS, Duration.ofSeconds(60)).split("\\.", -1);
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
