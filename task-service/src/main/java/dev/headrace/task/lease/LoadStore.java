package dev.headrace.task.lease;

import dev.headrace.task.share.Load;
import dev.headrace.task.signal.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the limits count: leases in force, and where rates stand. */
@Singleton
public class LoadStore {
    /** Counted from the leases themselves, so there is no counter that a crash could leave wrong. */
    private static final String RUNNING = """
            SELECT t.tenant, t.queue, t.type, t.host, t.keys, count(*) AS leases,
                   sum(extract(epoch FROM now() - r.started_at))::float8 AS seconds
            FROM running r CROSS JOIN LATERAL (
              SELECT tenant, queue, type, host, keys FROM task WHERE id = r.id OFFSET 0) t
            WHERE t.tenant = ANY ($1) GROUP BY t.tenant, t.queue, t.type, t.host, t.keys
            """;

    static final String RATES = """
            SELECT r.tenant, r.name, (extract(epoch FROM r.tat - now()) * 1000)::float8 AS ahead_ms,
                   NULL::float8 AS opens_in_ms
            FROM unnest($1::text[], $2::text[]) AS i (tenant, name)
            JOIN rate r ON r.tenant = i.tenant AND r.name = i.name
            UNION ALL
            SELECT NULL, NULL, NULL, (extract(epoch FROM min(first.open_at) - now()) * 1000)::float8
            FROM unnest($3::text[]) AS t (tenant) CROSS JOIN LATERAL (
              SELECT open_at FROM rate WHERE tenant = t.tenant AND open_at > now() ORDER BY open_at LIMIT 1) first
            """;

    /** Counts the leases in force into the load. */
    public Uni<?> running(SqlConnection connection, Set<String> tenants, Load load) {
        return connection
                .preparedQuery(RUNNING)
                .execute(Tuple.tuple().addArrayOfString(tenants.toArray(String[]::new)))
                .invoke(rows -> rows.forEach(row ->
                        load.runs(kind(row), strings(row, "keys"), row.getLong("leases"), row.getDouble("seconds"))));
    }

    /**
     * Where rates stand.
     *
     * @param aheadMs by meter; absent is 0
     * @param opensInMs when the first closed one opens, in milliseconds; infinite if none is closed
     */
    public record Rates(Map<Load.Name, Double> aheadMs, double opensInMs) {
        public static final Rates NONE = new Rates(Map.of(), Double.POSITIVE_INFINITY);
    }

    public Uni<Rates> rates(SqlConnection connection, Set<String> tenants, Set<Load.Name> names) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(names.stream().map(Load.Name::tenant).toArray(String[]::new))
                .addArrayOfString(names.stream().map(Load.Name::meter).toArray(String[]::new))
                .addArrayOfString(tenants.toArray(String[]::new));
        return connection.preparedQuery(RATES).execute(parameters).map(LoadStore::rates);
    }

    private static Rates rates(RowSet<Row> rows) {
        Map<Load.Name, Double> aheadMs = new HashMap<>();
        double opens = Double.POSITIVE_INFINITY;
        for (Row row : rows) {
            if (row.getString("tenant") != null) {
                aheadMs.put(new Load.Name(row.getString("tenant"), row.getString("name")), row.getDouble("ahead_ms"));
            } else if (row.getDouble("opens_in_ms") != null) {
                opens = row.getDouble("opens_in_ms");
            }
        }
        return new Rates(aheadMs, opens);
    }

    /** The kind that a row with the columns of one says. */
    static Kind kind(Row row) {
        return new Kind(row.getString("tenant"), row.getString("queue"), row.getString("type"), row.getString("host"));
    }

    /** An array that may be null, which is an empty one. */
    public static List<String> strings(Row row, String column) {
        String[] texts = row.getArrayOfStrings(column);
        return texts == null ? List.of() : List.of(texts);
    }

    /** An array that may be null, which is an empty one. */
    public static List<Integer> integers(Row row, String column) {
        Integer[] numbers = row.getArrayOfIntegers(column);
        return numbers == null ? List.of() : List.of(numbers);
    }
}
