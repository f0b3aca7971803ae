package dev.headrace.platform.identity;

import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/** The public keys of the gateway by their ids. During a rotation there are two. */
public final class TrustedKeys implements VerificationKeyResolver {
    private final Supplier<Map<String, PublicKey>> keys;
    private final Supplier<Map<String, PublicKey>> fresh;

    public TrustedKeys(Map<String, PublicKey> keys) {
        this(() -> keys, () -> keys);
    }

    private TrustedKeys(Supplier<Map<String, PublicKey>> keys, Supplier<Map<String, PublicKey>> fresh) {
        this.keys = keys;
        this.fresh = fresh;
    }

    /**
     * Trusts the keys in a file. One that is new in it is found when it is first needed, one that is gone is refused after
     * five seconds.
     *
     * @throws IllegalStateException naming the file if there are no keys in it now
     */
    public static TrustedKeys reading(Path pem) {
        return reading(pem, System::nanoTime);
    }

    static TrustedKeys reading(Path pem, LongSupplier nanos) {
        KeyFile<Map<String, PublicKey>> file = new KeyFile<>(pem, IdentityKeys::readPublic, nanos);
        return new TrustedKeys(file::get, file::getFresh);
    }

    @Override
    public Key resolveKey(JsonWebSignature jws, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        String id = jws.getKeyIdHeaderValue();
        if (id == null) {
            throw new UnresolvableKeyException("no kid");
        }
        PublicKey key = keys.get().get(id);
        key = key == null ? fresh.get().get(id) : key;
        if (key == null) {
            throw new UnresolvableKeyException("unknown kid");
        }
        return key;
    }
}
