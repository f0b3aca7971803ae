package dev.headrace.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How tasks ended, told by one of three witnesses. */
record Counts(long succeeded, long retried, long dead) {

    /** What the tasks themselves say. */
    static Counts ofTasks(List<TaskRow> rows) {
        return new Counts(
                rows.stream().filter(row -> row.state().equals("SUCCEEDED")).count(),
                rows.stream().mapToLong(row -> Math.max(0, row.attempts() - 1)).sum(),
                rows.stream().filter(row -> row.state().equals("DEAD")).count());
    }

    /** The counts of an analytics answer. */
    static Counts ofUsage(JsonNode usage) {
        JsonNode counts = usage.path("totals").path("counts");
        return new Counts(
                counts.path("succeeded").asLong(),
                counts.path("retrying").asLong(),
                counts.path("dead").asLong());
    }

    /** The verified deliveries of the receiver's answer. */
    static Counts ofDeliveries(JsonNode counts) {
        JsonNode verified = counts.path("verified");
        return new Counts(
                verified.path("task.succeeded").asLong(),
                verified.path("task.retrying").asLong(),
                verified.path("task.dead").asLong());
    }

    Counts minus(Counts before) {
        return new Counts(succeeded - before.succeeded, retried - before.retried, dead - before.dead);
    }
}
