package dev.headrace.task.failure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** An error that another one wraps, as a message or a stack names it: {@code java.net.ConnectException: Connection refused}. */
record Cause(String name, String message) {
    private static final int MOST = 5;
    private static final int LINES = 400;
    private static final int CANDIDATES = 10;
    private static final Pattern NAMED = Pattern.compile("^(?:Caused by: |\\(|nested exception is |--->"
            + " )?([A-Za-z_][\\w.$:\\\\]*(?:Error|Exception|Timeout|Refused|E[A-Z]{4,}))"
            + "(?::\\s*|\\)\\s*|\\()(.*)$");
    private static final Pattern NESTED = Pattern.compile(
            "(?:nested exception is |---> |Caused by:? |error occurred \\()([A-Za-z_][\\w.$:\\\\]*)(?::\\s*|\\(|\\)"
                    + " )(.*)$");

    /** The errors that begin a message, the outermost first. */
    static List<Cause> inMessage(String message) {
        List<Cause> found = new ArrayList<>();
        Matcher nested = NESTED.matcher(message);
        if (nested.find()) {
            found.add(new Cause(nested.group(1), nested.group(2)));
        }
        String rest = message;
        while (found.size() < MOST) {
            Matcher matcher = NAMED.matcher(rest);
            if (!matcher.find()) {
                return found;
            }
            found.add(new Cause(matcher.group(1), matcher.group(2)));
            rest = matcher.group(2);
        }
        return found;
    }

    /** The errors that a stack names at the beginning of a line, the innermost (the last one printed) first. */
    static List<Cause> inStack(String stack) {
        List<String> candidates = stack.lines()
                .limit(LINES)
                .filter(line -> !line.isEmpty() && Character.isLetter(line.charAt(0)))
                .toList();
        List<Cause> found = new ArrayList<>();
        for (String line : candidates.reversed().subList(0, Math.min(CANDIDATES, candidates.size()))) {
            Matcher matcher =
                    NAMED.matcher(line.length() > Taxonomy.BEGINNING ? line.substring(0, Taxonomy.BEGINNING) : line);
            if (matcher.find() && found.size() < MOST) {
                found.add(new Cause(matcher.group(1), matcher.group(2)));
            }
        }
        return found;
    }
}
