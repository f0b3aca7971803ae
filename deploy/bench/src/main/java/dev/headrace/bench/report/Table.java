package dev.headrace.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Markdown table whose columns are as wide as their content, so that it reads well as plain text too. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> heads) {
        rows.add(List.copyOf(heads));
    }

    public void add(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            line(text, rows.get(row), widths);
            if (row == 0) {
                rule(text, widths);
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            text.append("| ").append(i == 0 ? cell + padding : padding + cell).append(' ');
        }
        text.append("|\n");
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String dashes = String.join("", Collections.nCopies(widths[i] + 1, "-"));
            text.append('|').append(dashes).append(i == 0 ? "-" : ":");
        }
        text.append("|\n");
    }
}
