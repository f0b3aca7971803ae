package dev.headrace.webhook.endpoint;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether events are sent; lower case outside. */
public enum EndpointState {
    /** Events are sent as they come. */
    ENABLED,
    /** Events are kept and wait until the endpoint is enabled again. */
    PAUSED;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such state */
    @JsonCreator
    public static EndpointState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
