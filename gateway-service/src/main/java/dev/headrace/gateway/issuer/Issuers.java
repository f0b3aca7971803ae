package dev.headrace.gateway.issuer;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.route.RouteTable;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The issuers of the issuer file. */
@Singleton
public final class Issuers {
    private final Map<String, TrustedIssuer> byName;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Issuers(IssuerConfig config, RouteTable routes, Vertx vertx, Clock clock) {
        List<Issuer> issuers = config.file().map(Issuers::read).orElse(List.of());
        KeyFetch fetch =
                new KeyFetch(vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(2)), config.timeout());
        this.byName = issuers.stream()
                .map(issuer -> new TrustedIssuer(
                        issuer,
                        new IssuerKeys(issuer.name(), () -> fetch.keys(issuer), config, clock, this::keysChanged),
                        routes.scopes()))
                .collect(Collectors.toUnmodifiableMap(TrustedIssuer::name, Function.identity()));
    }

    private static List<Issuer> read(Path file) {
        try {
            return IssuerFile.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("headrace.issuers.file cannot be read: " + file, e);
        }
    }

    void start(@Observes StartupEvent event) {
        byName.values().forEach(TrustedIssuer::prepare);
    }

    /** Told when keys were added or withdrawn: what was verified before may not be any more. */
    public void whenKeysChange(Runnable listener) {
        listeners.add(listener);
    }

    private void keysChanged() {
        listeners.forEach(Runnable::run);
    }

    /** Whom a token stands for. @return fails with 401, 403 or UNAVAILABLE */
    public Future<KnownKey> verify(UnverifiedToken token) {
        TrustedIssuer issuer = byName.get(token.issuer());
        return issuer == null
                ? Future.failedFuture(TokenRefusal.refused("its issuer is not one of those that are accepted here"))
                : issuer.verify(token);
    }
}
