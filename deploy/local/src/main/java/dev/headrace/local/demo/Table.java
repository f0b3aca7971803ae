package dev.headrace.local.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what was found. */
final class Table {

    private static final int NAME = 44;

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    void tasks(List<TaskRow> rows) {
        out.printf(Locale.ROOT, "\n  %-44s %-10s %8s %11s %11s%n", "task", "state", "attempts", "waiting", "running");
        for (TaskRow row : rows) {
            out.printf(
                    Locale.ROOT,
                    "  %-44s %-10s %8d %8d ms %8d ms%n",
                    shortened(row.name()),
                    row.state(),
                    row.attempts(),
                    row.waitMs(),
                    row.runMs());
        }
        out.println();
    }

    void countsHeader() {
        out.printf(Locale.ROOT, "  %-12s %10s %10s %10s%n", "", "succeeded", "retried", "dead");
    }

    void counts(String witness, Counts counts, String remark) {
        out.printf(
                Locale.ROOT,
                "  %-12s %10d %10d %10d   %s%n",
                witness,
                counts.succeeded(),
                counts.retried(),
                counts.dead(),
                remark);
    }

    private static String shortened(String name) {
        return name.length() <= NAME ? name : "…" + name.substring(name.length() - NAME + 1);
    }
}
