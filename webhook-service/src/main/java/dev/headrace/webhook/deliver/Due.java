package dev.headrace.webhook.deliver;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A delivery that this replica has claimed, with all it takes to send it.
 *
 * @param attempts that were made before
 * @param body what is sent, byte for byte
 * @param occurredAt when the event happened
 */
public record Due(
        UUID endpointId, UUID id, UUID eventId, int attempts, Target target, Buffer body, Instant occurredAt) {
    /**
     * Where it goes.
     *
     * @param headers extra ones, each {@code name: value}
     */
    public record Target(String url, List<String> headers, String secret) {
        public Target {
            headers = List.copyOf(headers);
        }
    }
}
