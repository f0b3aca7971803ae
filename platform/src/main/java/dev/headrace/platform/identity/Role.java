package dev.headrace.platform.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a caller may do; lower case outside. Roles add up, none implies another except that an admin may all. */
public enum Role {
    /** Everything, in every tenant. */
    ADMIN,
    /** Sees and handles all tasks of its own tenant. */
    OPERATOR,
    /** Submits, and handles its own tasks. */
    USER,
    /** Leases and answers tasks of its tenant. */
    WORKER;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such role */
    @JsonCreator
    public static Role of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
