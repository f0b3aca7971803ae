package dev.headrace.gateway.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the gateway remembers keys, so that no request waits for the database. */
@ConfigMapping(prefix = "headrace.keys")
public interface KeyConfig {
    /** Keys in use that are kept in memory. Default 100000. */
    @WithDefault("100000")
    int remembered();

    /** Refused keys that are kept in memory for five seconds. Default 10000. */
    @WithDefault("10000")
    int refused();

    /** Look-ups of keys that may wait for the database at once; over it callers get 503. Default 256. */
    @WithDefault("256")
    int lookups();

    /** How often a replica asks for changed keys; a revoked key works nowhere after this and one query. Default 300ms. */
    @WithDefault("300ms")
    Duration watchEvery();

    /** How often the uses of keys are written down. Default 5s. */
    @WithDefault("5s")
    Duration usageEvery();

    /** For how many days the use of a key is kept by day. Default 90. */
    @WithDefault("90")
    int usageDays();

    /** How long known keys go on working while the database is away. Default 5m. */
    @WithDefault("5m")
    Duration withoutDatabase();
}
