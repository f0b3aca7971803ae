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
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of the internal identity as two PEM files.
 *
 * @param privateKey the P-256 pair that signs (PKCS#8 and X.509 SubjectPublicKeyInfo), mode 600
 * @param publicKey the public keys that are trusted, the newest first
 */
public record IdentityKeyFiles(Path privateKey, Path publicKey) {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final Pattern FIRST =
            Pattern.compile("-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----\n", Pattern.DOTALL);

    /** The keys in {@code folder}; made if they are not there. */
    public static IdentityKeyFiles in(Path folder) {
        IdentityKeyFiles files =
                new IdentityKeyFiles(folder.resolve("identity-signing.pem"), folder.resolve("identity-trusted.pem"));
        if (!Files.isRegularFile(files.privateKey)) {
            files.make("");
        }
        return files;
    }

    /** Makes new keys; those from before stay trusted until the next time. Running services follow by themselves. */
    public void rotate() {
        try {
            Matcher newest = FIRST.matcher(Files.readString(publicKey));
            make(newest.find() ? newest.group() : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The signing file is moved in place last: nothing is signed that is not trusted. */
    private void make(String stillTrusted) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            String open = pem("PUBLIC KEY", pair.getPublic().getEncoded());
            write(publicKey, open + stillTrusted, "rw-r--r--");
            write(privateKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()) + open, "rw-------");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no P-256", e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + LINES.encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    private static void write(Path file, String text, String mode) throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path half = Files.createTempFile(folder, "key", ".pem", permissions);
        Files.writeString(half, text);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
