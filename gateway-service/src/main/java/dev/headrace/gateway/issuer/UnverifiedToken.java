package dev.headrace.gateway.issuer;

import java.util.Optional;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of itself before anything of it was checked: enough to know whose key to check it with.
 *
 * @param keyId null if it names none
 */
public record UnverifiedToken(String issuer, @Nullable String keyId, JwtContext context) {
    private static final JwtConsumer READER = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    /** Reads a token; empty if it is none, is encrypted, or names no issuer. */
    public static Optional<UnverifiedToken> read(String text) {
        try {
            JwtContext context = READER.process(text);
            String issuer = context.getJwtClaims().getIssuer();
            boolean signedOnce = context.getJoseObjects().size() == 1
                    && context.getJoseObjects().getFirst() instanceof JsonWebSignature;
            return issuer == null || !signedOnce
                    ? Optional.empty()
                    : Optional.of(new UnverifiedToken(
                            issuer, context.getJoseObjects().getFirst().getKeyIdHeaderValue(), context));
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }
}
