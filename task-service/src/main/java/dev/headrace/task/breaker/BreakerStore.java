package dev.headrace.task.breaker;

import dev.headrace.task.model.BreakerState;
import dev.headrace.task.model.Circuit;
import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.rule.BreakerRule;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changes breakers: one transaction with the record of who and why, and the event. The row is locked while the state machine
 * decides, so of two replicas that find the same failure one opens the breaker.
 */
@Singleton
class BreakerStore {
    private static final int KEPT_CHANGES = 100;

    private static final String PRESENT =
            "INSERT INTO breaker (tenant, name) VALUES ($1, $2) ON CONFLICT (tenant, name) DO NOTHING";

    private static final String LOCK = """
            SELECT state, changes, trips, since, retry_at, now() AS now
            FROM breaker WHERE tenant = $1 AND name = $2 FOR UPDATE
            """;

    private static final String MOVE = """
            UPDATE breaker SET state = $3, changes = $4, trips = $5, since = $6, retry_at = $7,
                   reason = CASE WHEN $3 = 'HALF_OPEN' THEN reason ELSE $8 END, actor = $9,
                   opened = opened + CASE WHEN $3 = 'OPEN' THEN 1 ELSE 0 END
            WHERE tenant = $1 AND name = $2
            """;

    /** {@code $10} how many are kept. */
    private static final String RECORD = """
            WITH old AS (DELETE FROM breaker_change WHERE tenant = $1 AND name = $2 AND number <= $3::bigint - $10::bigint)
            INSERT INTO breaker_change (tenant, name, number, at, from_state, to_state, cause, actor, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;

    /** Counts and meters belong to the state that it had. */
    private static final String FORGET = """
            WITH meters AS (DELETE FROM rate WHERE tenant = $1 AND starts_with(name, $3))
            DELETE FROM breaker_count WHERE tenant = $1 AND name = $2
            """;

    private static final String DUE = """
            SELECT tenant, name, changes FROM breaker
            WHERE state = 'OPEN' AND retry_at <= now() ORDER BY retry_at LIMIT 100
            """;

    private final TaskTransactions transactions;

    BreakerStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Says whether it changed anything. */
    Uni<Boolean> move(BreakerMove move) {
        return transactions.run((connection, events) -> present(connection, move)
                .chain(() -> connection.preparedQuery(LOCK).execute(key(move.breaker())))
                .map(rows -> decided(rows, move))
                .chain(decided -> decided.isEmpty()
                        ? Uni.createFrom().item(false)
                        : written(connection, events, move, decided.get()).replaceWith(true)));
    }

    /** A closed breaker has no row perhaps; what is not closed has one. */
    private static Uni<?> present(SqlConnection connection, BreakerMove move) {
        return switch (move.cause()) {
            case TOO_MANY_FAILURES, OPENED, RESET ->
                connection.preparedQuery(PRESENT).execute(key(move.breaker()));
            case TIME_IS_UP, PROBE_SUCCEEDED, PROBE_FAILED, CLOSED ->
                Uni.createFrom().voidItem();
        };
    }

    private static Tuple key(BreakerName name) {
        return Tuple.of(name.tenant(), name.name());
    }

    /** What it was, and what it becomes. */
    private record Decided(Circuit before, Circuit after) {}

    private static Optional<Decided> decided(RowSet<Row> rows, BreakerMove move) {
        for (Row row : rows) {
            Circuit before = new Circuit(
                    BreakerState.valueOf(row.getString("state")),
                    row.getLong("changes"),
                    row.getInteger("trips"),
                    instant(row, "since"),
                    row.getOffsetDateTime("retry_at") == null ? null : instant(row, "retry_at"));
            if (move.asOf() == null || move.asOf() == before.changes()) {
                return before.on(move.cause(), move.settings(), instant(row, "now"), move.forHowLong())
                        .map(after -> new Decided(before, after));
            }
        }
        return Optional.empty();
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static Uni<?> written(SqlConnection connection, EventBatch events, BreakerMove move, Decided decided) {
        BreakerEvents.of(move, decided.before(), decided.after()).ifPresent(events::add);
        Circuit after = decided.after();
        Tuple moved = key(move.breaker())
                .addString(after.state().name())
                .addLong(after.changes())
                .addInteger(after.trips())
                .addOffsetDateTime(utc(after.since()))
                .addOffsetDateTime(after.retryAt() == null ? null : utc(after.retryAt()))
                .addString(move.reason())
                .addString(move.actor());
        Tuple recorded = key(move.breaker())
                .addLong(after.changes())
                .addOffsetDateTime(utc(after.since()))
                .addString(decided.before().state().name())
                .addString(after.state().name())
                .addString(move.cause().name())
                .addString(move.actor())
                .addString(move.reason())
                .addLong((long) KEPT_CHANGES);
        Tuple forgotten =
                key(move.breaker()).addString(BreakerRule.meters(move.breaker().name()));
        return connection
                .preparedQuery(MOVE)
                .execute(moved)
                .chain(() -> connection.preparedQuery(RECORD).execute(recorded))
                .chain(() -> connection.preparedQuery(FORGET).execute(forgotten));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Those that have been open for as long as they should, with the number of their changes. */
    Uni<Map<BreakerName, Long>> due() {
        return transactions.query(DUE, Tuple.tuple(), rows -> {
            Map<BreakerName, Long> due = new LinkedHashMap<>();
            rows.forEach(row ->
                    due.put(new BreakerName(row.getString("tenant"), row.getString("name")), row.getLong("changes")));
            return due;
        });
    }
}
