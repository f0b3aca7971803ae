package dev.headrace.local.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/**
 * An Ed25519 key pair as two PEM files.
 *
 * @param privateKey PKCS#8, mode 600
 * @param publicKey X.509 SubjectPublicKeyInfo
 */
public record IdentityKeyFiles(Path privateKey, Path publicKey) {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** The pair in {@code folder}; made if it is not there. */
    public static IdentityKeyFiles in(Path folder) {
        IdentityKeyFiles files =
                new IdentityKeyFiles(folder.resolve("identity-private.pem"), folder.resolve("identity-public.pem"));
        if (!Files.isRegularFile(files.publicKey)) {
            files.make(folder);
        }
        return files;
    }

    /** The public file is moved in place last: where it is, the private one is too. */
    private void make(Path folder) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.createDirectories(folder);
            write(privateKey, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
            write(publicKey, "PUBLIC KEY", pair.getPublic().getEncoded(), "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no Ed25519", e);
        }
    }

    private static void write(Path file, String what, byte[] der, String mode) throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        Path half = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".pem", permissions);
        String body = LINES.encodeToString(der);
        Files.writeString(half, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
