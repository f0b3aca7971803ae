package dev.headrace.task.database;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the health of the tables in one statement, from what the server counts anyway. */
@Singleton
class DatabaseStore {
    /** The session that asks is left out: it always holds the present back. */
    private static final String READ = """
            WITH facts AS (
              SELECT (SELECT COALESCE(max(age(backend_xmin)), 0) FROM pg_stat_activity
                      WHERE datname = current_database() AND pid <> pg_backend_pid())::bigint AS backend,
                     (SELECT COALESCE(max(age(xmin)), 0) FROM pg_replication_slots WHERE xmin IS NOT NULL)::bigint AS slot,
                     (SELECT COALESCE(max(age(transaction)), 0) FROM pg_prepared_xacts
                      WHERE database = current_database())::bigint AS prepared,
                     (SELECT COALESCE(extract(epoch FROM max(now() - xact_start)), 0) FROM pg_stat_activity
                      WHERE datname = current_database() AND pid <> pg_backend_pid())::float8 AS oldest_s,
                     CASE WHEN NOT pg_is_in_recovery() THEN (pg_current_wal_lsn() - '0/0')::bigint END AS wal_bytes)
            SELECT f.*, t.relname, t.n_live_tup, t.n_dead_tup,
                   pg_table_size(t.relid) AS table_bytes, pg_indexes_size(t.relid) AS index_bytes
            FROM facts f LEFT JOIN pg_stat_user_tables t ON t.schemaname = current_schema()
            """;

    private final TaskTransactions transactions;

    DatabaseStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    Uni<DatabaseFacts> read() {
        return transactions.query(READ, Tuple.tuple(), DatabaseStore::facts);
    }

    private static DatabaseFacts facts(RowSet<Row> rows) {
        List<DatabaseFacts.Table> tables = new ArrayList<>(rows.size());
        DatabaseFacts facts = new DatabaseFacts(tables, Map.of(), 0, null);
        for (Row row : rows) {
            Map<String, Long> ages = new TreeMap<>();
            List.of("backend", "slot", "prepared").forEach(holder -> ages.put(holder, row.getLong(holder)));
            facts = new DatabaseFacts(tables, ages, row.getDouble("oldest_s"), row.getLong("wal_bytes"));
            if (row.getString("relname") != null) {
                tables.add(new DatabaseFacts.Table(
                        row.getString("relname"),
                        row.getLong("n_live_tup"),
                        row.getLong("n_dead_tup"),
                        row.getLong("table_bytes"),
                        row.getLong("index_bytes")));
            }
        }
        return facts;
    }
}
