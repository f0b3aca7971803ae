package dev.headrace.bench.probe;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the counters of the PostgreSQL server. */
public final class Database implements AutoCloseable {
    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";
    private static final String COMMITS = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    /** What reads counters is the benchmark's own. */
    private static final String STATEMENTS = """
        select coalesce(sum(calls), 0)::bigint from pg_stat_statements s join pg_database d on d.oid = s.dbid
        where d.datname = current_database() and query not ilike '%pg_stat_%' and query not ilike 'create extension%'
        """;

    private static final String DEAD = "select coalesce(sum(n_dead_tup), 0)::bigint from pg_stat_user_tables";
    private static final String SETTINGS = """
        select name, current_setting(name) from pg_settings
        where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers',
                       'wal_level', 'max_wal_size')
        order by name
        """;

    private final String url;
    private final Connection connection;

    /** @param url JDBC address of the task database, with user and password */
    public Database(String url) throws SQLException {
        this.url = url;
        this.connection = DriverManager.getConnection(url);
    }

    /** Bytes of write-ahead log since the server was made. */
    public long walBytes() throws SQLException {
        return number(WAL);
    }

    /**
     * Transactions that wrote, on the whole server: those that have a number, so those whose commit has to reach the
     * disk. Unlike {@code pg_stat_database}, this is never late.
     */
    public long commits() throws SQLException {
        return number(COMMITS);
    }

    /** Statements of the task database, each BEGIN and COMMIT being one too, since pg_stat_statements was made. */
    public long statements() throws SQLException {
        run("create extension if not exists pg_stat_statements");
        return number(STATEMENTS);
    }

    /** Holds a snapshot until it is closed: nothing that dies from now on can be cleaned away. */
    public AutoCloseable snapshot() throws SQLException {
        Connection holder = DriverManager.getConnection(url);
        holder.setAutoCommit(false);
        holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = holder.createStatement()) {
            statement.execute("select pg_current_xact_id()");
        }
        return holder;
    }

    /** Runs a statement; returns how many rows it wrote. */
    public long run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }

    /** Dead row versions in the tables of the task database, by the server's own estimate. */
    public long deadRows() throws SQLException {
        return number(DEAD);
    }

    /** What makes a commit durable, and its cost. */
    public Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SETTINGS)) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return settings;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
