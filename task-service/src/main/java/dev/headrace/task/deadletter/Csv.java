package dev.headrace.task.deadletter;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula is preceded by an apostrophe, as OWASP
 * advises: it comes from whoever made a task fail.
 */
final class Csv {
    private static final String FORMULA = "=+-@\t\r\n|%";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String FULL_WIDTH = "\uFF1D\uFF0B\uFF0D\uFF20";

    private Csv() {}

    static String line(List<? extends @Nullable Object> values) {
        return values.stream().map(Csv::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = switch (value) {
            case Number number -> number.toString();
            case Instant time -> TIME.format(time);
            default -> harmless(value.toString());
        };
        boolean plain = text.chars().allMatch(c -> c != '"' && c != ',' && c != '\n' && c != '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Blanks before it do not keep a spreadsheet from reading a formula, and the full-width signs mean the same to some. */
    private static String harmless(String text) {
        String bare = text.stripLeading();
        boolean formula = (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0)
                || (!bare.isEmpty() && (FORMULA + FULL_WIDTH).indexOf(bare.charAt(0)) >= 0);
        return formula ? "'" + text : text;
    }
}
