package dev.headrace.cache.remote;

/** What is done in Redis in one step. Every script touches keys of one tenant only. */
final class Scripts {
    private Scripts() {}

    /**
     * Stores an entry, tells the other replicas, and keeps the namespace within its bound.
     *
     * <p>KEYS: entry, index. ARGV: value, ttl in ms, bound, key, prefix of entries, channel, message prefix, stored at
     * (empty to store in any case; else only over an older entry), message prefix of what is evicted.
     */
    static final String PUT = """
            if ARGV[8] ~= '' then
                local present = tonumber(redis.call('GETRANGE', KEYS[1], 0, 12))
                if present and present >= tonumber(ARGV[8]) then
                    return 0
                end
            end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[4])
            redis.call('PEXPIRE', KEYS[2], ARGV[2])
            redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
            redis.call('PUBLISH', ARGV[6], ARGV[7] .. ARGV[4])
            local over = redis.call('ZCARD', KEYS[2]) - ARGV[3]
            if over > 0 then
                local evicted = redis.call('ZPOPMIN', KEYS[2], over)
                for i = 1, #evicted, 2 do
                    redis.call('UNLINK', ARGV[5] .. evicted[i])
                    redis.call('PUBLISH', ARGV[6], ARGV[9] .. evicted[i])
                end
            end
            return 1
            """;

    /**
     * Removes an entry and tells the other replicas.
     *
     * <p>KEYS: entry, index. ARGV: key, channel, message prefix, removed at (empty to remove in any case; else only an
     * older entry).
     */
    static final String REMOVE = """
            if ARGV[4] ~= '' then
                local present = tonumber(redis.call('GETRANGE', KEYS[1], 0, 12))
                if present and present >= tonumber(ARGV[4]) then
                    return 0
                end
            end
            local removed = redis.call('UNLINK', KEYS[1])
            redis.call('ZREM', KEYS[2], ARGV[1])
            redis.call('PUBLISH', ARGV[2], ARGV[3] .. ARGV[1])
            return removed
            """;

    /**
     * Frees up to ARGV[2] entries of a namespace that is gone; answers how many. KEYS: index. ARGV: prefix of entries,
     * how many.
     */
    static final String CLEAR = """
            local members = redis.call('ZPOPMIN', KEYS[1], ARGV[2])
            for i = 1, #members, 2 do
                redis.call('UNLINK', ARGV[1] .. members[i])
            end
            return #members / 2
            """;
}
