package dev.headrace.local.engine;

import dev.headrace.local.process.Server;

/** Redis as a cache: it forgets everything when it ends. */
public interface RedisEngine extends Server {

    /** Redis URL. */
    default String url() {
        return "redis://127.0.0.1:" + port();
    }
}
