package dev.headrace.gateway.issuer;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKeySet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer. Fetched when they are first needed, after a time, and when a token names one that is not there;
 * never twice at once, never more often than {@link IssuerConfig#retryAfter}. Those from before go on working while the
 * issuer is away. Nobody waits longer than one attempt takes.
 */
final class IssuerKeys {
    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

    private final String name;
    private final Supplier<Future<JsonWebKeySet>> fetch;
    private final IssuerConfig config;
    private final Clock clock;
    private final Runnable changed;
    private @Nullable Held held;
    private @Nullable Future<Void> underWay;
    private long triedAt = Long.MIN_VALUE / 2;

    private record Held(JsonWebKeySet keys, long fetchedAt) {
        boolean has(@Nullable String id) {
            return id == null || keys.getJsonWebKeys().stream().anyMatch(key -> id.equals(key.getKeyId()));
        }
    }

    IssuerKeys(String name, Supplier<Future<JsonWebKeySet>> fetch, IssuerConfig config, Clock clock, Runnable changed) {
        this.name = name;
        this.fetch = fetch;
        this.config = config;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * The keys, with the one that is asked for if the issuer has it.
     *
     * @param id null for any
     * @return fails with UNAVAILABLE while there are none and the issuer cannot be reached
     */
    Future<JsonWebKeySet> with(@Nullable String id) {
        Held present;
        Future<Void> refresh;
        synchronized (this) {
            present = usable();
            boolean missing = present == null || !present.has(id);
            boolean old = present != null
                    && clock.millis() - present.fetchedAt()
                            > config.refreshEvery().toMillis();
            refresh = missing || old ? refresh() : Future.succeededFuture();
            if (!missing && present != null) {
                return Future.succeededFuture(present.keys());
            }
        }
        return refresh.transform(done -> now());
    }

    private synchronized Future<JsonWebKeySet> now() {
        Held present = usable();
        return present != null
                ? Future.succeededFuture(present.keys())
                : Future.failedFuture(new ApiException(
                        ErrorCode.UNAVAILABLE, "The keys of " + name + " cannot be fetched at the moment; try again"));
    }

    private @Nullable Held usable() {
        Held present = held;
        boolean tooOld = present != null
                && clock.millis() - present.fetchedAt() > config.withoutIssuer().toMillis();
        return tooOld ? null : present;
    }

    private Future<Void> refresh() {
        Future<Void> running = underWay;
        if (running != null) {
            return running;
        }
        long now = clock.millis();
        if (now - triedAt < config.retryAfter().toMillis()) {
            return Future.succeededFuture();
        }
        triedAt = now;
        Promise<Void> promise = Promise.promise();
        underWay = promise.future();
        fetch.get().onComplete(done -> {
            if (done.succeeded()) {
                fetched(done.result(), now);
            } else {
                failed(done.cause());
            }
            promise.complete();
        });
        return promise.future();
    }

    private synchronized void failed(Throwable cause) {
        underWay = null;
        LOG.warnf("keys of an issuer not fetched issuer=%s error=%s", name, cause.getMessage());
    }

    private void fetched(JsonWebKeySet keys, long at) {
        boolean differ;
        synchronized (this) {
            underWay = null;
            Held before = held;
            differ = before != null && !before.keys().toJson().equals(keys.toJson());
            held = new Held(keys, at);
        }
        if (differ) {
            LOG.infof("keys of an issuer have changed issuer=%s", name);
            changed.run();
        }
    }
}
