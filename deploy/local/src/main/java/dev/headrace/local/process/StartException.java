package dev.headrace.local.process;

import org.jspecify.annotations.Nullable;

/** A server did not start; the message says which and why, and ends with what it logged last. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String summary;

    /** @param lastLines of its log; may be empty */
    public StartException(String summary, String lastLines, @Nullable Throwable cause) {
        super(lastLines.isEmpty() ? summary : summary + ". Its log ends with:\n" + lastLines, cause);
        this.summary = summary;
    }

    public StartException(String summary) {
        this(summary, "", null);
    }

    /** The message in one line. */
    public String summary() {
        return summary;
    }
}
