package dev.headrace.task.failure.rule;

import dev.headrace.task.failure.OperatorRule;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The operators' rules in the database, each tenant's in their order. */
@Singleton
class FailureRuleStore {
    private static final Logger LOG = Logger.getLogger(FailureRuleStore.class);

    private static final String COLUMNS = """
            id, name, message, http_status, task_type, failure_type, confidence, remediation, alert_level, description,
            changed_by, changed_at\
            """;

    private static final String LOAD = "SELECT tenant, " + COLUMNS + " FROM failure_rule ORDER BY tenant, place, id";

    private static final String OF_TENANT =
            "SELECT " + COLUMNS + " FROM failure_rule WHERE tenant = $1 ORDER BY tenant, place, id";

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('failure_rule ' || $1::text, 0))";

    private static final String DELETE_ALL = "DELETE FROM failure_rule WHERE tenant = $1";

    private static final String INSERT = """
            INSERT INTO failure_rule (tenant, id, place, name, message, http_status, task_type, failure_type, confidence,
                                      remediation, alert_level, description, changed_by, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, COALESCE($14, now()))
            """;

    private final TaskTransactions transactions;

    FailureRuleStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    Uni<Map<String, List<OperatorRule>>> load() {
        return transactions.query(LOAD, Tuple.tuple(), FailureRuleStore::read);
    }

    Uni<List<FailureRule>> all(String tenant) {
        return transactions.query(OF_TENANT, Tuple.of(tenant), FailureRuleStore::rules);
    }

    /** Changes a tenant's list of rules, one change at a time. */
    Uni<List<FailureRule>> change(String tenant, java.util.function.UnaryOperator<List<FailureRule>> change) {
        return transactions.run((connection, events) -> connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(tenant))
                .chain(() -> connection.preparedQuery(OF_TENANT).execute(Tuple.of(tenant)))
                .map(rows -> change.apply(rules(rows)))
                .call(changed -> write(connection, tenant, changed)));
    }

    private static Uni<?> write(SqlConnection connection, String tenant, List<FailureRule> rules) {
        Uni<?> emptied = connection.preparedQuery(DELETE_ALL).execute(Tuple.of(tenant));
        List<Tuple> rows = new ArrayList<>(rules.size());
        for (FailureRule rule : rules) {
            rows.add(row(tenant, rows.size(), rule));
        }
        return rows.isEmpty()
                ? emptied
                : emptied.chain(() -> connection.preparedQuery(INSERT).executeBatch(rows));
    }

    private static Tuple row(String tenant, int place, FailureRule rule) {
        return Tuple.tuple()
                .addString(tenant)
                .addString(rule.id())
                .addInteger(place)
                .addString(rule.exception())
                .addString(rule.message())
                .addInteger(rule.httpStatus())
                .addString(rule.taskType())
                .addString(rule.failureType())
                .addDouble(rule.confidence() == null ? 1.0 : rule.confidence())
                .addString(rule.remediation())
                .addString(rule.alertLevel())
                .addString(rule.description())
                .addString(rule.changedBy())
                .addOffsetDateTime(
                        rule.changedAt() == null ? null : rule.changedAt().atOffset(java.time.ZoneOffset.UTC));
    }

    /** A rule that a newer version wrote and this one cannot read is left out, and said so. */
    private static Map<String, List<OperatorRule>> read(RowSet<Row> rows) {
        Map<String, List<OperatorRule>> read = new LinkedHashMap<>();
        for (Row row : rows) {
            try {
                read.computeIfAbsent(row.getString("tenant"), t -> new ArrayList<>())
                        .add(rule(row).compiled());
            } catch (IllegalArgumentException e) {
                LOG.warnf(
                        "failure rule not understood tenant=%s rule=%s", row.getString("tenant"), row.getString("id"));
            }
        }
        return Map.copyOf(read);
    }

    private static List<FailureRule> rules(RowSet<Row> rows) {
        List<FailureRule> rules = new ArrayList<>(rows.size());
        rows.forEach(row -> rules.add(rule(row)));
        return rules;
    }

    private static FailureRule rule(Row row) {
        return new FailureRule(
                row.getString("id"),
                row.getString("name"),
                row.getString("message"),
                row.getInteger("http_status"),
                row.getString("task_type"),
                row.getString("failure_type"),
                row.getDouble("confidence"),
                row.getString("remediation"),
                row.getString("alert_level"),
                row.getString("description"),
                row.getString("changed_by"),
                row.getOffsetDateTime("changed_at").toInstant());
    }
}
