package dev.headrace.gateway.ticket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Tickets for WebSockets. */
@ConfigMapping(prefix = "headrace.tickets")
public interface TicketConfig {
    /** How long a ticket may be used, once. Default 30s. */
    @WithDefault("30s")
    Duration validFor();
}
