package dev.headrace.gateway.route;

import java.util.Locale;

/** Who answers a route. */
public enum Service {
    TASK,
    CACHE,
    ANALYTICS,
    WEBHOOK,
    /** The gateway itself: the request is not forwarded. */
    GATEWAY;

    /** Whom a token for it is meant for: its name. */
    public String audience() {
        return wire() + "-service";
    }

    /** The name in the route file and in the configuration. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
