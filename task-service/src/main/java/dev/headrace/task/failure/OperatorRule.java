package dev.headrace.task.failure;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule that operators gave their tenant. It covers a failure if all of its conditions do; one that is null always does.
 *
 * @param id as it is named in a classification
 * @param name of the exception, with or without its package; in any case
 * @param message found in the first 1,000 characters of the message, in any case
 * @param httpStatus of the answer
 * @param taskType of the task
 * @param remedy null for that of the type
 * @param alert null for that of the type
 */
public record OperatorRule(
        String id,
        @Nullable String name,
        @Nullable Pattern message,
        @Nullable Integer httpStatus,
        @Nullable String taskType,
        FailureType type,
        double confidence,
        @Nullable Remediation remedy,
        @Nullable AlertLevel alert) {
    /** Longest pattern, in characters. */
    public static final int MAX_PATTERN = 500;
    /** A pattern that would need more steps than this as a program is refused: {@code ((a{99}){99}){99}}. */
    private static final int MAX_PROGRAM = 1_000;

    private static final int MAX_MESSAGE = 1_000;

    /**
     * An expression whose matching takes time in proportion to the text, whatever it is.
     *
     * @throws IllegalArgumentException if it is none, or too large; the message says why
     */
    public static Pattern pattern(String expression) {
        if (expression.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("has " + expression.length() + " characters; at most " + MAX_PATTERN);
        }
        try {
            Pattern pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
            if (pattern.programSize() > MAX_PROGRAM) {
                throw new IllegalArgumentException("is too large once its repetitions are written out");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no RE2 expression: " + e.getDescription(), e);
        }
    }

    boolean covers(Failure failure, String ofTask) {
        return (httpStatus == null || httpStatus.equals(failure.httpStatus()))
                && (taskType == null || taskType.equals(ofTask))
                && (name == null || names(failure.type()))
                && (message == null || says(message, failure));
    }

    private boolean names(@Nullable String reported) {
        if (reported == null || name == null) {
            return false;
        }
        String full = ErrorName.of(reported);
        String wanted = ErrorName.of(name);
        return full.equals(wanted) || full.endsWith("." + wanted);
    }

    private static boolean says(Pattern pattern, Failure failure) {
        String text = failure.message() == null ? "" : failure.message();
        return pattern.matcher(text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text)
                .find();
    }

    Classification says(Taxonomy.Meaning meaning) {
        return new Classification(
                type,
                confidence,
                "operator:" + id.toLowerCase(Locale.ROOT),
                remedy == null ? meaning.remedy() : remedy,
                alert == null ? meaning.alert() : alert);
    }
}
