package dev.headrace.platform.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads the Ed25519 key pair of the internal identity from PEM files (PKCS#8 and X.509 SubjectPublicKeyInfo). */
public final class IdentityKeys {
    private IdentityKeys() {}

    /** @throws IllegalStateException naming the file if it is missing or not an Ed25519 private key */
    public static PrivateKey readPrivate(Path pem) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(decode(pem)));
        } catch (GeneralSecurityException | IllegalArgumentException | UncheckedIOException e) {
            throw new IllegalStateException("headrace.identity.private-key-file: no Ed25519 private key in " + pem, e);
        }
    }

    /** @throws IllegalStateException naming the file if it is missing or not an Ed25519 public key */
    public static PublicKey readPublic(Path pem) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(decode(pem)));
        } catch (GeneralSecurityException | IllegalArgumentException | UncheckedIOException e) {
            throw new IllegalStateException("headrace.identity.public-key-file: no Ed25519 public key in " + pem, e);
        }
    }

    private static byte[] decode(Path pem) {
        try {
            String body = Files.readString(pem, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
            return Base64.getMimeDecoder().decode(body.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
