package dev.headrace.gateway.route;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the route table comes from. */
@ConfigMapping(prefix = "headrace.routes")
public interface RouteConfig {
    /** A route file to use instead of the built-in one. Default: the built-in {@code routes.yaml}. */
    Optional<Path> file();
}
