package dev.headrace.task.outcome;

import dev.headrace.task.diagnosis.Diagnosis;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an attempt that only a failed one has, as pieces of a statement that takes its rows from arrays.
 *
 * @param types parameters with their types
 * @param names of the arrays' elements
 * @param targets columns of the table
 * @param values that go into them
 */
record FailureColumns(String types, String names, String targets, String values) {
    /** None of them, for attempts that did not fail. */
    static final FailureColumns NONE = new FailureColumns("", "", "", "");

    private static final List<String> COLUMNS = List.of(
            "tenant",
            "task_type",
            "failure_type",
            "confidence",
            "rule",
            "remediation",
            "alert_level",
            "fingerprint",
            "policy");

    /** All of them, in parameters from this number on. */
    static FailureColumns from(int parameter) {
        String types = IntStream.range(0, COLUMNS.size())
                .mapToObj(
                        i -> ", $" + (parameter + i) + ("confidence".equals(COLUMNS.get(i)) ? "::real[]" : "::text[]"))
                .collect(Collectors.joining());
        String names = ", " + String.join(", ", COLUMNS);
        // A delay means something only for a failure after which the task is tried again.
        String delay = ", CASE WHEN failure_type IS NOT NULL AND state = 'RETRYING' THEN delay_ms END";
        return new FailureColumns(types, names, names + ", delay_ms", names + delay);
    }

    static boolean areIn(List<ConsequenceStore.Entry> entries) {
        for (ConsequenceStore.Entry entry : entries) {
            if (entry.diagnosis() != null) {
                return true;
            }
        }
        return false;
    }

    /** Adds the arrays, in the order of the columns. */
    static Tuple add(Tuple parameters, List<ConsequenceStore.Entry> entries) {
        ConsequenceStore.Columns c = new ConsequenceStore.Columns(entries);
        return parameters
                .addArrayOfString(c.of(
                        e -> e.diagnosis() == null ? null : e.ended().facts().tenant(), String[]::new))
                .addArrayOfString(c.of(
                        e -> e.diagnosis() == null ? null : e.ended().facts().type(), String[]::new))
                .addArrayOfString(of(c, d -> d.classification().type().name()))
                .addArrayOfFloat(c.of(FailureColumns::confidence, Float[]::new))
                .addArrayOfString(of(c, d -> d.classification().rule()))
                .addArrayOfString(of(c, d -> d.classification().remediation().name()))
                .addArrayOfString(of(c, d -> d.classification().alert().name()))
                .addArrayOfString(of(c, Diagnosis::fingerprint))
                .addArrayOfString(of(c, d -> d.applied().label()));
    }

    private static @Nullable Float confidence(ConsequenceStore.Entry entry) {
        Diagnosis diagnosis = entry.diagnosis();
        return diagnosis == null ? null : (float) diagnosis.classification().confidence();
    }

    private static String[] of(ConsequenceStore.Columns columns, Function<Diagnosis, String> value) {
        return columns.of(
                e -> {
                    Diagnosis diagnosis = e.diagnosis();
                    return diagnosis == null ? null : value.apply(diagnosis);
                },
                String[]::new);
    }
}
