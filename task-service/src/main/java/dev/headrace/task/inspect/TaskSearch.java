package dev.headrace.task.inspect;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds tasks, the newest first. One call looks at a bounded number of candidates and says where to go on. */
@Singleton
public class TaskSearch {
    /** Beyond so many times the bound, the ready ones are looked for among all tasks. */
    private static final int MUCH = 5;

    private static final Set<TaskState> ANYWHERE = EnumSet.of(TaskState.SUCCEEDED);

    /** {@code $2} and {@code $3} range of ids, {@code $4} and {@code $5} how far to count. */
    static final String SIZE_OF_TENANT = """
            SELECT (SELECT count(*) FROM (
                      SELECT FROM task WHERE (tenant, id) < ($1, $3) AND (tenant, id) >= ($1, $2)
                      ORDER BY tenant DESC, id DESC LIMIT $4) t) AS tasks,
                   (SELECT COALESCE(sum(n), 0) FROM (
                      SELECT size - head AS n FROM segment WHERE tenant = $1 LIMIT $5) s)::bigint AS ready
            """;

    private static final String SIZE_OF_ALL = """
            SELECT (SELECT count(*) FROM (
                      SELECT FROM task WHERE $1::text IS NULL AND id >= $2 AND id < $3 LIMIT $4) t) AS tasks,
                   (SELECT COALESCE(sum(n), 0) FROM (SELECT size - head AS n FROM segment LIMIT $5) s)::bigint AS ready
            """;

    private final TaskTransactions transactions;
    private final InspectConfig config;

    TaskSearch(TaskTransactions transactions, InspectConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * What was found.
     *
     * @param next go on before this id; null if there is no more
     * @param examined so many candidates were looked at, if that ended the search
     */
    public record Found<T>(
            List<T> items, @Nullable UUID next, @Nullable Integer examined) {
        /**
         * What rows with {@code window_end} tell, of which one more than asked for was read.
         *
         * @param examine so many candidates were looked at, if there are as many
         */
        public static <T> Found<T> of(
                RowSet<Row> rows, int limit, int examine, Function<Row, T> read, Function<T, UUID> id) {
            List<T> items = new ArrayList<>(rows.size());
            UUID windowEnd = null;
            for (Row row : rows) {
                windowEnd = row.getUUID("window_end");
                if (row.getUUID("id") != null) {
                    items.add(read.apply(row));
                }
            }
            if (items.size() <= limit) {
                return new Found<>(items, windowEnd, windowEnd == null ? null : examine);
            }
            List<T> shown = items.subList(0, limit);
            return new Found<>(shown, id.apply(shown.getLast()), null);
        }
    }

    /** A question: which tasks, of whom, from where on, and how many. */
    public record Question(
            TaskFilter filter, Scope scope, @Nullable UUID before, int limit) {
        IdRange range() {
            IdRange range = IdRange.ALL
                    .submittedFrom(filter.times().createdAfter())
                    .submittedBefore(filter.times().createdBefore())
                    .before(before);
            String text = filter.text();
            return text != null && IdRange.isBeginning(text) ? range.beginning(text) : range;
        }

        @Nullable
        String text() {
            String text = filter.text();
            return text != null && IdRange.isBeginning(text) ? null : text;
        }
    }

    /** Rows for a list. */
    Uni<Found<TaskView>> list(Question q) {
        return run(
                q,
                ScanSql::list,
                q.limit() + 1,
                rows -> Found.of(rows, q.limit(), config.examine(), TaskView::brief, TaskView::id));
    }

    /** The ids alone. */
    public Uni<Found<UUID>> ids(Question q) {
        return run(
                q,
                ScanSql::ids,
                q.limit() + 1,
                rows -> Found.of(rows, q.limit(), config.examine(), row -> row.getUUID("id"), id -> id));
    }

    /** How many in each state, among the next candidates. */
    public record Counted(
            Map<TaskState, Long> byState, @Nullable UUID next) {}

    /** Counts what matches among the next candidates. */
    public Uni<Counted> count(Question q) {
        return run(q, ScanSql::counts, Integer.MAX_VALUE, TaskSearch::counted);
    }

    private static Counted counted(RowSet<Row> rows) {
        Map<TaskState, Long> byState = new EnumMap<>(TaskState.class);
        UUID next = null;
        for (Row row : rows) {
            next = row.getUUID("window_end");
            if (row.getString("state") != null) {
                byState.put(TaskState.valueOf(row.getString("state")), row.getLong("n"));
            }
        }
        return new Counted(byState, next);
    }

    private <T> Uni<T> run(Question q, Function<List<Source>, String> sql, int limit, Function<RowSet<Row>, T> read) {
        return sources(q)
                .chain(sources -> transactions.query(sql.apply(sources), parameters(q, limit, config.examine()), read));
    }

    /** The tables that hold the wanted states; all tasks if these are not many, or if the states are held nowhere else. */
    private Uni<List<Source>> sources(Question q) {
        Set<TaskState> states = q.filter().states();
        Source all = q.scope().tenant() == null ? Source.TASKS : Source.TASKS_OF_TENANT;
        if (states.isEmpty() || states.stream().anyMatch(ANYWHERE::contains)) {
            return Uni.createFrom().item(List.of(all));
        }
        IdRange range = q.range();
        int bound = config.examine();
        return transactions.query(
                q.scope().tenant() == null ? SIZE_OF_ALL : SIZE_OF_TENANT,
                Tuple.of(q.scope().tenant(), range.from(), range.to(), bound + 1, bound * MUCH),
                rows -> {
                    Row size = rows.iterator().next();
                    boolean few = size.getLong("tasks") <= bound;
                    boolean readyIsMuch =
                            states.contains(TaskState.READY) && size.getLong("ready") > (long) bound * MUCH;
                    return few || readyIsMuch ? List.of(all) : sources(states, q.scope());
                });
    }

    private static List<Source> sources(Set<TaskState> states, Scope scope) {
        Set<Source> sources = EnumSet.noneOf(Source.class);
        for (TaskState state : states) {
            sources.add(
                    switch (state) {
                        case READY -> scope.tenant() == null ? Source.READY : Source.READY_OF_TENANT;
                        case RUNNING -> Source.RUNNING;
                        case SCHEDULED, RETRYING -> Source.DEFERRED;
                        case DEAD -> Source.DEAD;
                        case CANCELLED -> Source.CANCELLED;
                        case BLOCKED -> Source.NOWHERE;
                        case SUCCEEDED -> scope.tenant() == null ? Source.TASKS : Source.TASKS_OF_TENANT;
                    });
        }
        return List.copyOf(sources);
    }

    private static Tuple parameters(Question q, int limit, int examine) {
        TaskFilter f = q.filter();
        IdRange range = q.range();
        return Tuple.tuple()
                .addString(q.scope().tenant())
                .addString(q.scope().owner())
                .addArrayOfString(
                        f.states().isEmpty()
                                ? null
                                : f.states().stream().map(Enum::name).toArray(String[]::new))
                .addString(f.typePrefix() ? null : f.type())
                .addString(f.typePrefix() ? f.type() : null)
                .addString(f.queue())
                .addArrayOfInteger(
                        f.priorities().isEmpty()
                                ? null
                                : f.priorities().stream()
                                        .map((Priority p) -> (int) p.rank())
                                        .toArray(Integer[]::new))
                .addString(f.tag())
                .addOffsetDateTime(utc(f.times().createdAfter()))
                .addOffsetDateTime(utc(f.times().createdBefore()))
                .addOffsetDateTime(utc(f.times().finishedAfter()))
                .addOffsetDateTime(utc(f.times().finishedBefore()))
                .addString(q.text())
                .addUUID(range.from())
                .addUUID(range.to())
                .addInteger(examine)
                .addInteger(limit);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
