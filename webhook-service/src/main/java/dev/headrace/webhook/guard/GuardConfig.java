package dev.headrace.webhook.guard;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Which private networks deliveries may reach. */
@ConfigMapping(prefix = "headrace.webhook")
public interface GuardConfig {
    /** Networks in CIDR notation that are exceptions, for development or receivers inside. Default none. */
    Optional<List<String>> allowedNetworks();
}
