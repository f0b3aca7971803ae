package dev.headrace.platform.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the P-256 keys of the internal identity from PEM files: the gateway's pair (PKCS#8 and X.509
 * SubjectPublicKeyInfo in one file), and the public keys that services trust (one or more in one file).
 *
 * <p>A key's id is made from the key itself, so files need no names in them: the first 16 hex digits of the SHA-256 of
 * its SubjectPublicKeyInfo.
 */
public final class IdentityKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final int P256_BITS = 256;

    /** The gateway's key pair and the id that its tokens name. */
    public record Pair(String id, PrivateKey privateKey, PublicKey publicKey) {
        @Override
        public String toString() {
            return "Pair[" + id + "]";
        }
    }

    private IdentityKeys() {}

    /** @throws IllegalStateException naming the file if it does not hold one P-256 key pair */
    public static Pair readPair(Path pem) {
        try {
            PrivateKey privateKey = null;
            PublicKey publicKey = null;
            for (Block block : blocks(pem)) {
                switch (block.type()) {
                    case "PRIVATE KEY" ->
                        privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(block.der()));
                    case "PUBLIC KEY" -> publicKey = publicKey(block);
                    default -> throw new GeneralSecurityException("unexpected " + block.type());
                }
            }
            if (privateKey == null || publicKey == null || !belongTogether(privateKey, publicKey)) {
                throw new GeneralSecurityException("not a private key and its public key");
            }
            return new Pair(idOf(publicKey), privateKey, publicKey);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "headrace.identity.private-key-file: no P-256 key pair (PRIVATE KEY and PUBLIC KEY) in " + pem, e);
        }
    }

    /**
     * The trusted keys by their ids.
     *
     * @throws IllegalStateException naming the file if it does not hold one or more P-256 public keys and nothing else
     */
    public static Map<String, PublicKey> readPublic(Path pem) {
        try {
            Map<String, PublicKey> keys = new LinkedHashMap<>();
            for (Block block : blocks(pem)) {
                PublicKey key = publicKey(block);
                keys.put(idOf(key), key);
            }
            return Map.copyOf(keys);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("headrace.identity.public-key-file: no P-256 public keys in " + pem, e);
        }
    }

    private record Block(String type, String base64) {
        byte[] der() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    private static List<Block> blocks(Path pem) throws IOException, GeneralSecurityException {
        Matcher matcher = BLOCK.matcher(Files.readString(pem, US_ASCII));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(String.valueOf(matcher.group(1)), String.valueOf(matcher.group(2))));
        }
        if (blocks.isEmpty()) {
            throw new GeneralSecurityException("no PEM block");
        }
        return blocks;
    }

    private static PublicKey publicKey(Block block) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(block.der()));
        if (!block.type().equals("PUBLIC KEY")
                || !(key instanceof ECPublicKey ec)
                || ec.getParams().getOrder().bitLength() != P256_BITS) {
            throw new GeneralSecurityException("not a P-256 public key");
        }
        return key;
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(privateKey);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(probe);
        return signature.verify(signed);
    }

    private static String idOf(PublicKey key) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return HexFormat.of().formatHex(hash, 0, 8);
    }
}
