package dev.headrace.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the route table when the gateway starts; a mistake in it ends the start. */
@Singleton
public final class Routes {
    private static final String BUILT_IN = "routes.yaml";

    @Produces
    @Singleton
    @Startup
    RouteTable table(RouteConfig config) {
        return config.file().map(Routes::read).orElseGet(Routes::builtIn);
    }

    private static RouteTable read(Path file) {
        try {
            return RouteFile.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("headrace.routes.file cannot be read: " + file, e);
        }
    }

    /** The routes that the gateway ships with. */
    static RouteTable builtIn() {
        try (InputStream in = Routes.class.getResourceAsStream("/" + BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + " is not in the archive");
            }
            return RouteFile.parse(BUILT_IN, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(BUILT_IN + " cannot be read", e);
        }
    }
}
