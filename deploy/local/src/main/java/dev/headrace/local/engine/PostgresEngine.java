package dev.headrace.local.engine;

import dev.headrace.local.process.Server;

/** PostgreSQL with durable commits and pg_stat_statements. */
public interface PostgresEngine extends Server {

    /** Where clients find it, and as whom. */
    PostgresAddress address();
}
