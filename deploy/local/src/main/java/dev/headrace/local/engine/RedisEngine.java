package dev.headrace.local.engine;

/** Redis as a cache: it forgets everything when it ends. */
public interface RedisEngine extends Engine {

    /** Redis URL. */
    default String url() {
        return "redis://127.0.0.1:" + port();
    }
}
