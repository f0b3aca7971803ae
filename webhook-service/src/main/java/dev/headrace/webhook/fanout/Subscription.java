package dev.headrace.webhook.fanout;

import dev.headrace.webhook.deliver.Due;
import dev.headrace.webhook.endpoint.EventPattern;
import java.util.List;
import java.util.UUID;

/**
 * What fan-out needs of an endpoint.
 *
 * @param owner whose tasks' events it gets, if {@code ownOnly}
 * @param enabled whether deliveries may start at once; those of a paused endpoint wait
 */
record Subscription(
        UUID endpointId,
        String tenant,
        String owner,
        boolean ownOnly,
        List<String> events,
        boolean enabled,
        Due.Target target) {

    boolean wants(Notice notice) {
        return tenant.equals(notice.tenant()) && (!ownOnly || owner.equals(notice.owner())) && covers(notice.name());
    }

    /** Whether it names such events. */
    boolean covers(String name) {
        return events.stream().anyMatch(pattern -> EventPattern.matches(pattern, name));
    }
}
