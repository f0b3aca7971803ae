package dev.headrace.local.launch;

import dev.headrace.local.engine.PostgresAddress;
import java.util.Optional;

/**
 * Servers that are there already and are used instead of embedded ones.
 *
 * @param postgres its user may create databases
 * @param redis Redis URL
 * @param kafka bootstrap servers
 */
public record ExistingServers(Optional<PostgresAddress> postgres, Optional<String> redis, Optional<String> kafka) {

    /** Everything embedded. */
    public static ExistingServers none() {
        return new ExistingServers(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
