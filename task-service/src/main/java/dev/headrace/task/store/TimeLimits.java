package dev.headrace.task.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Limits in time of whole tasks. Tasks without cost nothing: they have no row, and no statement is sent for them. */
@Singleton
public class TimeLimits {
    /**
     * What a task was submitted with, in milliseconds.
     *
     * @param budgetMs from its submission to its end
     * @param startWithinMs from when it is due to its first lease
     */
    public record Limits(@Nullable Long budgetMs, @Nullable Long startWithinMs) {
        public boolean areAny() {
            return budgetMs != null || startWithinMs != null;
        }
    }

    /** A new task that has limits. */
    public record Limited(UUID taskId, Instant runAt, Limits limits) {}

    /** The clock is the database's; a task that is due later may wait for its start from then on. */
    private static final String SET = """
            WITH i AS MATERIALIZED (
              SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[])
              AS i (task_id, budget_ms, start_within_ms, run_at)),
            kept AS (
              INSERT INTO time_limit (task_id, budget_ms, start_within_ms)
              SELECT task_id, budget_ms, start_within_ms FROM i)
            INSERT INTO expiry (task_id, cause, at)
            SELECT task_id, 'BUDGET', now() + budget_ms * interval '1 millisecond' FROM i WHERE budget_ms IS NOT NULL
            UNION ALL
            SELECT task_id, 'START', greatest(now(), run_at) + start_within_ms * interval '1 millisecond'
            FROM i WHERE start_within_ms IS NOT NULL
            """;

    /** Notes the limits of tasks, in the transaction that writes them. */
    public Uni<?> set(SqlConnection connection, List<Limited> tasks) {
        if (tasks.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = Tuple.tuple()
                .addArrayOfUUID(tasks.stream().map(Limited::taskId).toArray(UUID[]::new))
                .addArrayOfLong(tasks.stream().map(t -> t.limits().budgetMs()).toArray(Long[]::new))
                .addArrayOfLong(
                        tasks.stream().map(t -> t.limits().startWithinMs()).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(tasks.stream()
                        .map(t -> t.runAt().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new));
        return connection.preparedQuery(SET).execute(parameters);
    }
}
