package dev.headrace.webhook.endpoint;

import java.util.regex.Pattern;

/** What a subscription may name: one event ({@code task.succeeded}), a family ({@code task.*}) or everything ({@code *}). */
public final class EventPattern {
    private static final String ALL = "*";
    private static final String FAMILY = ".*";
    private static final Pattern SYNTAX = Pattern.compile("\\*|[a-z0-9_]+(\\.[a-z0-9_]+)*(\\.\\*)?");

    private EventPattern() {}

    /** Whether the text is one of the three forms. */
    public static boolean isValid(String pattern) {
        return SYNTAX.matcher(pattern).matches();
    }

    /** Whether the pattern covers the event; {@code task.*} covers {@code task.a} and {@code task.a.b}, not {@code task}. */
    public static boolean matches(String pattern, String event) {
        if (pattern.endsWith(FAMILY)) {
            return event.startsWith(pattern.substring(0, pattern.length() - 1));
        }
        return pattern.equals(ALL) || pattern.equals(event);
    }
}
