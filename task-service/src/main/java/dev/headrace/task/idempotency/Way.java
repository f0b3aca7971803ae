package dev.headrace.task.idempotency;

import java.util.Locale;

/** Who knew that a key was used. */
public enum Way {
    /** Redis remembered it; its row was read. */
    REDIS,
    /** The attempt to write it as a new one, in PostgreSQL. */
    POSTGRES;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
