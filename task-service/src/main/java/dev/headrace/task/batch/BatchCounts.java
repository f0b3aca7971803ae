package dev.headrace.task.batch;

import io.vertx.mutiny.sqlclient.Row;

/**
 * How many tasks of a batch are in each state, deleted ones in the state in which they were deleted.
 *
 * @param deleted those of the ended ones that are deleted
 */
public record BatchCounts(
        int scheduled, int ready, int running, int retrying, int succeeded, int dead, int cancelled, int deleted) {

    /** Counts the tasks of {@code b.id}; the state of each is found once. */
    static final String COUNTED = counted("");

    /** @param when a condition on the batch, without which nothing is counted */
    static String counted(String when) {
        return """
            SELECT count(*) FILTER (WHERE state = 'SCHEDULED')::int AS scheduled,
                   count(*) FILTER (WHERE state = 'READY')::int AS ready,
                   count(*) FILTER (WHERE state = 'RUNNING')::int AS running,
                   count(*) FILTER (WHERE state = 'RETRYING')::int AS retrying,
                   count(*) FILTER (WHERE state = 'SUCCEEDED')::int AS succeeded,
                   count(*) FILTER (WHERE state = 'DEAD')::int AS dead,
                   count(*) FILTER (WHERE state = 'CANCELLED')::int AS cancelled,
                   min(batch_place) FILTER (WHERE state NOT IN ('SUCCEEDED', 'DEAD', 'CANCELLED')) AS open_at
            FROM (SELECT batch_place, state FROM task_now WHERE batch = b.id%s OFFSET 0) t
            """.formatted(when);
    }

    static BatchCounts of(Row row) {
        return new BatchCounts(
                row.getInteger("scheduled"),
                row.getInteger("ready"),
                row.getInteger("running"),
                row.getInteger("retrying"),
                row.getInteger("succeeded"),
                row.getInteger("dead"),
                row.getInteger("cancelled"),
                row.getInteger("deleted"));
    }

    int ended() {
        return succeeded + dead + cancelled;
    }

    boolean anyBegun() {
        return running + retrying + ended() > 0;
    }
}
