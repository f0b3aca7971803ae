package dev.headrace.task.idempotency;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who shares a key. */
public enum Sharing {
    /** Only the submitter's own submissions. */
    OWNER,
    /** All submissions of its tenant. */
    TENANT,
    /** All submissions of all tenants; for admins. */
    GLOBAL;

    static Optional<Sharing> parse(String wire) {
        return Arrays.stream(values()).filter(s -> s.wire().equals(wire)).findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
