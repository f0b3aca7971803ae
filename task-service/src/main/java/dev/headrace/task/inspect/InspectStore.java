package dev.headrace.task.inspect;

import dev.headrace.platform.identity.Identity;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a task. A caller sees its own; operators their tenant's; admins all. */
@Singleton
public class InspectStore {
    private static final String LAST = """
            LEFT JOIN LATERAL (
              SELECT finished_at, output, reason FROM attempt a
              WHERE a.task_id = t.id AND t.state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')
              ORDER BY a.lease DESC LIMIT 1) last ON true
            LEFT JOIN LATERAL (
              SELECT due_at FROM deferred d WHERE d.id = t.id) due ON true
            """;

    private static final String FIND = """
            SELECT t.*, t.tags::text AS tags_text, last.finished_at, last.output, last.reason, due.due_at,
                   l.budget_ms, l.start_within_ms, e.expires_at,
                   (SELECT json_agg(json_strip_nulls(json_build_object(
                      'at', to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'by', c.actor,
                      'action', c.action, 'detail', c.detail, 'bulk_action', c.bulk)))::text
                    FROM (SELECT * FROM task_change WHERE task_id = t.id ORDER BY task_id, id LIMIT 100) c) AS changes
            FROM task_now t %s
            LEFT JOIN time_limit l ON l.task_id = t.id
            LEFT JOIN LATERAL (
              SELECT min(at) AS expires_at FROM expiry
              WHERE task_id = t.id AND t.state NOT IN ('SUCCEEDED', 'DEAD', 'CANCELLED')
                AND (cause = 'BUDGET' OR t.state <> 'RUNNING' AND COALESCE((
                  SELECT a.outcome = 'requeued' FROM attempt a
                  WHERE a.task_id = t.id ORDER BY a.task_id DESC, a.lease DESC LIMIT 1), true))) e ON true
            WHERE t.id = $1 AND ($2 OR t.tenant = $3) AND ($4 OR t.owner = $5)
            """.formatted(LAST);

    private static final String ATTEMPTS = """
            SELECT attempt, lease, worker_id, due_at, started_at, finished_at, outcome, error_type, error_message,
                   error_stack, retryable, NULL::timestamptz AS expires_at, NULL AS progress,
                   failure_type, confidence, rule, remediation, alert_level, fingerprint, policy, delay_ms
            FROM attempt WHERE task_id = $1
            UNION ALL
            SELECT attempt, lease, worker_id, due_at, started_at, NULL, 'running', NULL, NULL,
                   NULL, NULL, expires_at, progress, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM running WHERE id = $1
            ORDER BY lease DESC LIMIT 100
            """;

    private final TaskTransactions transactions;
    private final WaitingStore waiting;

    InspectStore(TaskTransactions transactions, WaitingStore waiting) {
        this.transactions = transactions;
        this.waiting = waiting;
    }

    /** The task of an id, if the caller may see it. */
    Uni<Optional<TaskView>> find(UUID id, Identity caller) {
        Tuple parameters = Tuple.of(id, caller.isAdmin(), caller.tenant(), caller.mayOperate(), caller.subject());
        return transactions
                .query(
                        FIND,
                        parameters,
                        rows -> rows.size() == 0
                                ? Optional.<Row>empty()
                                : Optional.of(rows.iterator().next()))
                .chain(row -> row.isEmpty() ? Uni.createFrom().item(Optional.empty()) : whole(id, row.get()));
    }

    private Uni<Optional<TaskView>> whole(UUID id, Row row) {
        return switch (TaskState.valueOf(row.getString("state"))) {
            case READY -> waiting.explain(row).chain(why -> withAttempts(id, row, why));
            case SCHEDULED, RETRYING -> withAttempts(id, row, Waiting.notDue(TaskView.instant(row, "due_at")));
            case BLOCKED, RUNNING, SUCCEEDED, DEAD, CANCELLED -> withAttempts(id, row, null);
        };
    }

    private Uni<Optional<TaskView>> withAttempts(UUID id, Row row, @Nullable Waiting why) {
        return transactions.query(ATTEMPTS, Tuple.of(id), rows -> {
            List<AttemptView> attempts = new ArrayList<>(rows.size());
            rows.forEach(r -> attempts.addFirst(AttemptView.of(r)));
            return Optional.of(TaskView.full(row, why, attempts));
        });
    }
}
