package dev.headrace.gateway.apikey;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a key is for; it shows in the key's text, so that a leaked test key alarms nobody at night. */
public enum KeyMode {
    LIVE,
    TEST;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable KeyMode of(String wire) {
        return switch (wire) {
            case "live" -> LIVE;
            case "test" -> TEST;
            default -> null;
        };
    }
}
