package dev.headrace.gateway.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.gateway.apikey.KnownKey;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands the credential of an upgrade from the entrance to the WebSocket that it becomes: a ticket can be used once, and the
 * framework passes on nothing but headers. The header is set over whatever the caller sent, and its value is used once.
 */
@Singleton
public final class Arrivals {
    /** Set before the upgrade. */
    public static final String HEADER = "X-Headrace-Arrival";

    private final Cache<String, KnownKey> arriving = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    public void announce(MultiMap headers, KnownKey key) {
        String name = UUID.randomUUID().toString();
        arriving.put(name, key);
        headers.set(HEADER, name);
    }

    /** Whose WebSocket this is; null if the entrance announced nobody. */
    public @Nullable KnownKey take(@Nullable String header) {
        return header == null ? null : arriving.asMap().remove(header);
    }
}
