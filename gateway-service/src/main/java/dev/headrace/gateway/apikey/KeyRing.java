package dev.headrace.gateway.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys in memory: known ones, refused ones, and look-ups under way (one for each key, however many requests
 * wait for it). Every one of the three is bounded. {@link KeyWatch} takes changed keys out.
 */
@Singleton
public final class KeyRing implements CredentialLookup {
    private static final Logger LOG = Logger.getLogger(KeyRing.class);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(5);
    private static final Duration UNUSED_FOR = Duration.ofMinutes(30);

    private final Function<KeyRef, Future<Optional<KnownKey>>> lookup;
    private final int maxLookups;
    private final Cache<KeyRef, KnownKey> known;
    private final Cache<KeyRef, Boolean> refused;
    private final ConcurrentHashMap<KeyRef, Future<KnownKey>> underWay = new ConcurrentHashMap<>();

    @Inject
    public KeyRing(KeyLookup lookup, KeyConfig config) {
        this(lookup::find, config);
    }

    KeyRing(Function<KeyRef, Future<Optional<KnownKey>>> lookup, KeyConfig config) {
        this.lookup = lookup;
        this.maxLookups = config.lookups();
        this.known = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterAccess(UNUSED_FOR)
                // Its upkeep is short; to wake a thread of a pool for it costs more.
                .executor(Runnable::run)
                .build();
        this.refused = Caffeine.newBuilder()
                .maximumSize(config.refused())
                .expireAfterWrite(REFUSED_FOR)
                .build();
    }

    @Override
    public @Nullable KnownKey inMemory(String text) {
        return KeyText.isShort(text) ? known.getIfPresent(KeyHash.ofKey(text)) : null;
    }

    /** The same by id. */
    public @Nullable KnownKey inMemory(KeyId id) {
        return known.getIfPresent(id);
    }

    @Override
    public boolean wasRefused(String text) {
        return KeyText.isShort(text) && refused.getIfPresent(KeyHash.ofKey(text)) != null;
    }

    @Override
    public Future<KnownKey> find(String text) {
        if (KeyText.isWellFormed(text)) {
            return find(KeyHash.ofKey(text));
        }
        if (KeyText.isShort(text)) {
            refused.put(KeyHash.ofKey(text), true);
        }
        return Future.failedFuture(new ApiException(
                ErrorCode.API_KEY_MISTYPED,
                "This is no API key: its checksum does not fit. It was mistyped or cut off"));
    }

    /** The key with this hash or id, if it was not revoked; it may have expired. */
    public Future<KnownKey> find(KeyRef ref) {
        KnownKey key = known.getIfPresent(ref);
        if (key != null) {
            return Future.succeededFuture(key);
        }
        return refused.getIfPresent(ref) == null ? ask(ref) : Future.failedFuture(unknown());
    }

    private Future<KnownKey> ask(KeyRef ref) {
        if (underWay.size() >= maxLookups && !underWay.containsKey(ref)) {
            return Future.failedFuture(
                    new ApiException(ErrorCode.OVERLOADED, "Too many unknown API keys are being looked up; try again"));
        }
        // The mapping function must not complete inside computeIfAbsent: look-ups never do, they go over the network.
        Future<KnownKey> asked = underWay.computeIfAbsent(
                ref, r -> lookup.apply(r).recover(KeyRing::unavailable).compose(found -> remember(r, found)));
        return asked.onComplete(done -> underWay.remove(ref, asked));
    }

    private Future<KnownKey> remember(KeyRef ref, Optional<KnownKey> found) {
        if (found.isEmpty()) {
            refused.put(ref, true);
            return Future.failedFuture(unknown());
        }
        known.put(ref, found.get());
        return Future.succeededFuture(found.get());
    }

    /** Forgets what is known of keys from before their change, so that the next use asks the database. */
    void forget(List<KeyChange> changes, Consumer<KeyChange> wasKnown) {
        for (KeyChange change : changes) {
            boolean byHash = forget(change.hash(), change);
            boolean byId = forget(change.id(), change);
            if (byHash || byId) {
                wasKnown.accept(change);
            }
        }
    }

    private boolean forget(KeyRef ref, KeyChange change) {
        refused.invalidate(ref);
        KnownKey key = known.getIfPresent(ref);
        return key != null
                && !key.changedAt().equals(change.at())
                && known.asMap().remove(ref, key);
    }

    /** Forgets everything: nobody can say any more which keys were revoked. */
    void forgetAll() {
        known.invalidateAll();
    }

    private static Future<Optional<KnownKey>> unavailable(Throwable cause) {
        LOG.debug("key look-up failed", cause);
        return Future.failedFuture(
                new ApiException(ErrorCode.UNAVAILABLE, "API keys cannot be checked at the moment; try again"));
    }

    private static ApiException unknown() {
        return new ApiException(ErrorCode.UNAUTHENTICATED, "The API key is not known or was revoked");
    }
}
