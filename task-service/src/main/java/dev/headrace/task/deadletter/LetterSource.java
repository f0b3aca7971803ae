package dev.headrace.task.deadletter;

import dev.headrace.task.inspect.Scope;
import java.util.Set;

/**
 * Where a search takes its candidates from, the newest first, so many at most: the index that narrows it most.
 *
 * <p>A tenant is a range of one value. As a plain equality the server would be free to walk through the dead letters of all
 * tenants in the order of their ids, which is as good only where there is one tenant.
 *
 * <p>Parameters: {@code $1} tenant, {@code $3} statuses, {@code $8} fingerprint, {@code $12} task, {@code $13} before this id,
 * {@code $14} how many.
 */
enum LetterSource {
    OF_TASK("task_id = $12 AND id < $13", "id DESC"),
    OF_GROUP(
            "(tenant, fingerprint, id) < ($1, $8, $13) AND (tenant, fingerprint) >= ($1, $8)",
            "tenant DESC, fingerprint DESC, id DESC"),
    OF_TENANT_BY_STATUS(
            "(tenant, status, id) < ($1, ($3::text[])[1], $13) AND (tenant, status) >= ($1, ($3::text[])[1])",
            "tenant DESC, status DESC, id DESC"),
    OF_TENANT("(tenant, id) < ($1, $13) AND tenant >= $1", "tenant DESC, id DESC"),
    PENDING("status = 'PENDING' AND id < $13", "id DESC"),
    ALL("id < $13", "id DESC");

    private final String condition;
    private final String order;

    LetterSource(String condition, String order) {
        this.condition = condition;
        this.order = order;
    }

    /** The candidates. */
    String sql() {
        return "SELECT * FROM dead_letter WHERE " + condition + " ORDER BY " + order + " LIMIT $14";
    }

    /** The order in which they come. */
    String order() {
        return order;
    }

    /** Whether its index holds all that groups are made of. */
    boolean isCovering() {
        return this == OF_TENANT_BY_STATUS || this == PENDING;
    }

    static LetterSource of(LetterFilter filter, Scope scope) {
        boolean oneStatus = filter.statuses().size() == 1;
        if (filter.taskId() != null) {
            return OF_TASK;
        }
        if (scope.tenant() == null) {
            return filter.statuses().equals(Set.of(LetterStatus.PENDING)) ? PENDING : ALL;
        }
        if (filter.fingerprint() != null) {
            return OF_GROUP;
        }
        return oneStatus ? OF_TENANT_BY_STATUS : OF_TENANT;
    }
}
