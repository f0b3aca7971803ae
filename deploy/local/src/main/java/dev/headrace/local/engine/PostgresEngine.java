package dev.headrace.local.engine;

/** PostgreSQL with durable commits and pg_stat_statements. */
public interface PostgresEngine extends Engine {

    /** Where clients find it, and as whom. */
    PostgresAddress address();
}
