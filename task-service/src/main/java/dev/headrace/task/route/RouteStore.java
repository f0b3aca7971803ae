package dev.headrace.task.route;

import dev.headrace.task.model.Priority;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of tenants, in their order. */
@Singleton
class RouteStore {
    private static final String DELETE = "DELETE FROM route WHERE tenant = $1";

    private static final String INSERT = """
            INSERT INTO route (tenant, place, type, queue, priority)
            SELECT $1, o, type, queue, priority
            FROM unnest($2::text[], $3::text[], $4::int[]) WITH ORDINALITY AS i (type, queue, priority, o)
            """;

    private static final String ALL =
            "SELECT type, queue, priority FROM route WHERE tenant = $1 ORDER BY tenant, place";

    private final TaskTransactions transactions;

    RouteStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Puts these in the place of all that there were. */
    Uni<?> replace(String tenant, List<Route> routes) {
        Tuple parameters = Tuple.tuple()
                .addString(tenant)
                .addArrayOfString(routes.stream().map(Route::type).toArray(String[]::new))
                .addArrayOfString(routes.stream().map(Route::queue).toArray(String[]::new))
                .addArrayOfInteger(routes.stream().map(RouteStore::rank).toArray(Integer[]::new));
        return transactions.run((connection, events) -> connection
                .preparedQuery(DELETE)
                .execute(Tuple.of(tenant))
                .chain(() -> connection.preparedQuery(INSERT).execute(parameters)));
    }

    private static @Nullable Integer rank(Route route) {
        return route.priority() == null
                ? null
                : Priority.parse(route.priority())
                        .map(priority -> (int) priority.rank())
                        .orElse(null);
    }

    Uni<List<Route>> all(String tenant) {
        return transactions.query(ALL, Tuple.of(tenant), RouteStore::routes);
    }

    private static List<Route> routes(RowSet<Row> rows) {
        List<Route> routes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Short rank = row.getShort("priority");
            routes.add(new Route(
                    row.getString("type"),
                    row.getString("queue"),
                    rank == null ? null : Priority.ofRank(rank).name()));
        }
        return routes;
    }
}
