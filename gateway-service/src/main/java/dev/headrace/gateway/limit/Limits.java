package dev.headrace.gateway.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.gateway.route.Route;
import dev.headrace.gateway.route.RouteTable;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the limits when the gateway starts; a mistake in them ends the start. */
@Singleton
public final class Limits {
    private static final String BUILT_IN = "limits.yaml";

    @Produces
    @Singleton
    @Startup
    LimitTable table(LimitConfig config, RouteTable routes) {
        if (!config.enabled()) {
            return new LimitTable(List.of(), Map.of());
        }
        Set<String> paths = routes.routes().stream().map(Route::path).collect(Collectors.toUnmodifiableSet());
        return config.file().map(file -> read(file, paths)).orElseGet(() -> builtIn(paths));
    }

    private static LimitTable read(Path file, Set<String> paths) {
        try {
            return LimitFile.parse(file.toString(), Files.readString(file), paths);
        } catch (IOException e) {
            throw new UncheckedIOException("headrace.limits.file cannot be read: " + file, e);
        }
    }

    /** The limits that the gateway ships with. */
    static LimitTable builtIn(Set<String> paths) {
        try (InputStream in = Limits.class.getResourceAsStream("/" + BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + " is not in the archive");
            }
            return LimitFile.parse(BUILT_IN, new String(in.readAllBytes(), UTF_8), paths);
        } catch (IOException e) {
            throw new UncheckedIOException(BUILT_IN + " cannot be read", e);
        }
    }
}
