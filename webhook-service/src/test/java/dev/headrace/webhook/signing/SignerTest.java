package dev.headrace.webhook.signing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignerTest {

    @Test
    void signsThePublishedVector() {
        // Given: the vector of the Standard Webhooks repository's own tests
        var secret = Secret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        // When
        var signature = Signer.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330L, body);

        // Then
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    @Test
    void theReferenceLibraryVerifiesANewSecret() throws Exception {
        // Given
        var secret = Secret.random();
        var body = "{\"type\":\"task.succeeded\",\"data\":{\"name\":\"žluťoučký 🐎\"}}";
        var now = Instant.now().getEpochSecond();

        // When
        var signature = Signer.sign(secret, "event-1", now, body.getBytes(StandardCharsets.UTF_8));

        // Then
        var reference = new Webhook(secret.reveal());
        assertDoesNotThrow(() -> reference.verify(body, headers("event-1", now, signature)));
        assertThrows(
                WebhookVerificationException.class,
                () -> reference.verify(body + " ", headers("event-1", now, signature)));
    }

    @Test
    void anIdWithADotIsRefused() {
        // Given
        var secret = Secret.random();

        // When / Then: it would make "a.b" + "c" and "a" + "b.c" the same text
        assertThrows(IllegalArgumentException.class, () -> Signer.sign(secret, "a.b", 1, new byte[0]));
    }

    @Test
    void aSecretSurvivesItsTextAndHidesInLogs() {
        // Given
        var secret = Secret.random();

        // When
        var read = Secret.parse(secret.reveal());

        // Then
        assertEquals(secret.reveal(), read.reveal());
        assertEquals(32, read.key().length);
        assertFalse(secret.toString().contains(secret.reveal().substring(6)));
    }

    @Test
    void aSecretHas24To64Bytes() {
        for (var length : List.of(0, 23, 65)) {
            var text = "whsec_" + Base64.getEncoder().encodeToString(new byte[length]);
            assertThrows(IllegalArgumentException.class, () -> Secret.parse(text));
        }
    }

    private static HttpHeaders headers(String id, long timestamp, String signature) {
        return HttpHeaders.of(
                Map.of(
                        "webhook-id", List.of(id),
                        "webhook-timestamp", List.of(Long.toString(timestamp)),
                        "webhook-signature", List.of(signature)),
                (name, value) -> true);
    }
}
