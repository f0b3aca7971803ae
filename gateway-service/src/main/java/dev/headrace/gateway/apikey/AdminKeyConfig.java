package dev.headrace.gateway.apikey;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The key of the first administrator. */
@ConfigMapping(prefix = "headrace.admin")
public interface AdminKeyConfig {
    /** Where the first start writes the admin key (mode 600). Needed while there is no key in the database. */
    Optional<Path> keyFile();
}
