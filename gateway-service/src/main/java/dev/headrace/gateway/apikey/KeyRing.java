package dev.headrace.gateway.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The keys in memory: known ones, refused ones, and look-ups under way (one for each key, however many requests
 * wait for it). Every one of the three is bounded. {@link KeyWatch} takes changed keys out.
 */
@Singleton
public final class KeyRing {
    private static final Logger LOG = Logger.getLogger(KeyRing.class);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(5);
    private static final Duration UNUSED_FOR = Duration.ofMinutes(30);

    private final Function<KeyHash, Future<Optional<KnownKey>>> lookup;
    private final Clock clock;
    private final int maxLookups;
    private final Cache<KeyHash, KnownKey> known;
    private final Cache<KeyHash, Boolean> refused;
    private final ConcurrentHashMap<KeyHash, Future<KnownKey>> underWay = new ConcurrentHashMap<>();

    @Inject
    public KeyRing(KeyLookup lookup, KeyConfig config, Clock clock) {
        this(lookup::find, config, clock);
    }

    KeyRing(Function<KeyHash, Future<Optional<KnownKey>>> lookup, KeyConfig config, Clock clock) {
        this.lookup = lookup;
        this.clock = clock;
        this.maxLookups = config.lookups();
        this.known = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterAccess(UNUSED_FOR)
                .build();
        this.refused = Caffeine.newBuilder()
                .maximumSize(config.refused())
                .expireAfterWrite(REFUSED_FOR)
                .build();
    }

    /**
     * The key, if it may be used now.
     *
     * @param text what the caller sent
     * @return fails with UNAUTHENTICATED, or with OVERLOADED or UNAVAILABLE if the database cannot be asked
     */
    public Future<KnownKey> find(String text) {
        if (!KeyText.isWellFormed(text)) {
            return Future.failedFuture(unknown());
        }
        KeyHash hash = KeyHash.ofKey(text);
        KnownKey key = known.getIfPresent(hash);
        if (key != null) {
            return unexpired(key);
        }
        if (refused.getIfPresent(hash) != null) {
            return Future.failedFuture(unknown());
        }
        return ask(hash).compose(this::unexpired);
    }

    private Future<KnownKey> ask(KeyHash hash) {
        if (underWay.size() >= maxLookups && !underWay.containsKey(hash)) {
            return Future.failedFuture(
                    new ApiException(ErrorCode.OVERLOADED, "Too many unknown API keys are being looked up; try again"));
        }
        // The mapping function must not complete inside computeIfAbsent: look-ups never do, they go over the network.
        Future<KnownKey> asked = underWay.computeIfAbsent(
                hash, h -> lookup.apply(h).recover(KeyRing::unavailable).compose(found -> remember(h, found)));
        return asked.onComplete(done -> underWay.remove(hash, asked));
    }

    private Future<KnownKey> remember(KeyHash hash, Optional<KnownKey> found) {
        if (found.isEmpty()) {
            refused.put(hash, true);
            return Future.failedFuture(unknown());
        }
        known.put(hash, found.get());
        return Future.succeededFuture(found.get());
    }

    private Future<KnownKey> unexpired(KnownKey key) {
        return key.expiresAtMillis() > clock.millis()
                ? Future.succeededFuture(key)
                : Future.failedFuture(new ApiException(ErrorCode.UNAUTHENTICATED, "The API key has expired"));
    }

    /** Forgets what is known of keys from before their change, so that the next use asks the database. */
    void forget(List<KeyChange> changes, Consumer<KnownKey> wasKnown) {
        for (KeyChange change : changes) {
            refused.invalidate(change.hash());
            KnownKey key = known.getIfPresent(change.hash());
            if (key != null
                    && !key.changedAt().equals(change.at())
                    && known.asMap().remove(change.hash(), key)) {
                wasKnown.accept(key);
            }
        }
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
