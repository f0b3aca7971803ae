package dev.headrace.task.deadletter;

import dev.headrace.task.action.DryRun;
import dev.headrace.task.inspect.IdRange;
import dev.headrace.task.inspect.InspectConfig;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.TaskSearch.Found;
import dev.headrace.task.model.Priority;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds dead letters, the newest first. One call looks at a bounded number of candidates and says where to go on. */
@Singleton
class LetterSearch {
    private final TaskTransactions transactions;
    private final InspectConfig config;

    LetterSearch(TaskTransactions transactions, InspectConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** A question: which, of whom, from where on, and how many. */
    record Question(
            LetterFilter filter, Scope scope, @Nullable UUID before, int limit) {
        /** What failed last before a time failed first before it, so older ids are all that can match. */
        UUID end() {
            return IdRange.ALL.submittedBefore(filter.to()).before(before).to();
        }

        LetterSource source() {
            return LetterSource.of(filter, scope);
        }

        /** The statement that makes groups. */
        String groups() {
            return source().isCovering() && filter.isByStatusAlone()
                    ? LetterSql.groupsCovered(source(), scope.owner() != null)
                    : LetterSql.groups(source());
        }
    }

    /** Rows for a list. */
    Uni<Found<LetterView>> list(Question q) {
        return run(
                LetterSql.list(q.source()),
                q,
                rows -> Found.of(rows, q.limit(), config.examine(), LetterView::brief, LetterView::id));
    }

    /** What an action needs. */
    Uni<Found<LetterStore.Brief>> brief(Question q) {
        return run(
                LetterSql.brief(q.source()),
                q,
                rows -> Found.of(rows, q.limit(), config.examine(), LetterStore.Brief::of, LetterStore.Brief::id));
    }

    /** Counts what matches among the next candidates. */
    Uni<DryRun.Counted> count(LetterFilter filter, Scope scope, @Nullable UUID before) {
        Question q = new Question(filter, scope, before, Integer.MAX_VALUE - 1);
        return run(LetterSql.counts(q.source()), q, LetterSearch::counted);
    }

    private <T> Uni<T> run(String sql, Question q, Function<RowSet<Row>, T> read) {
        return transactions.query(sql, parameters(q, config.examine(), q.limit() + 1), read);
    }

    private static DryRun.Counted counted(RowSet<Row> rows) {
        Map<String, Long> byStatus = new HashMap<>();
        UUID next = null;
        for (Row row : rows) {
            next = row.getUUID("window_end");
            if (row.getString("status") != null) {
                byStatus.put(row.getString("status"), row.getLong("n"));
            }
        }
        return new DryRun.Counted(byStatus, next);
    }

    static Tuple parameters(Question q, int examine, int limit) {
        LetterFilter f = q.filter();
        return Tuple.tuple()
                .addString(q.scope().tenant())
                .addString(q.scope().owner())
                .addArrayOfString(f.statuses().isEmpty() ? null : LetterStore.names(f.statuses()))
                .addString(f.typePrefix() ? null : f.type())
                .addString(f.typePrefix() ? f.type() : null)
                .addArrayOfString(f.failureTypes().isEmpty() ? null : LetterStore.names(f.failureTypes()))
                .addString(f.assignee())
                .addString(f.fingerprint())
                .addOffsetDateTime(utc(f.from()))
                .addOffsetDateTime(utc(f.to()))
                .addString(f.text())
                .addUUID(f.taskId())
                .addUUID(q.end())
                .addInteger(examine)
                .addInteger(limit)
                .addArrayOfInteger(
                        f.priorities().isEmpty()
                                ? null
                                : f.priorities().stream()
                                        .map((Priority p) -> (int) p.rank())
                                        .toArray(Integer[]::new));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
