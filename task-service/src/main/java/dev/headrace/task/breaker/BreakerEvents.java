package dev.headrace.task.breaker;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.BreakerState;
import dev.headrace.task.model.Circuit;
import dev.headrace.task.store.EventBatch;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code dev.headrace.breaker.opened} and {@code .closed}: their schemas and samples are in docs/contracts. */
final class BreakerEvents {
    private BreakerEvents() {}

    /**
     * What both say.
     *
     * @param retryAt when an open one lets a few through; null if only a person closes it
     * @param trips how often failures have opened it since it was last closed
     * @param by who did it; null is the service itself
     */
    record Data(
            String breaker,
            String tenant,
            BreakerState state,
            Instant since,
            @Nullable Instant retryAt,
            int trips,
            String cause,
            @Nullable String by,
            String reason) {}

    /** The event of a change; empty for those that nobody needs to hear of. */
    static Optional<CloudEvent> of(BreakerMove move, Circuit before, Circuit after) {
        return switch (after.state()) {
            case OPEN -> Optional.of(event("breaker.opened", move, after));
            case CLOSED ->
                before.state() == BreakerState.CLOSED
                        ? Optional.empty()
                        : Optional.of(event("breaker.closed", move, after));
            case HALF_OPEN -> Optional.empty();
        };
    }

    private static CloudEvent event(String name, BreakerMove move, Circuit after) {
        String tenant = move.breaker().tenant();
        Data data = new Data(
                move.breaker().name(),
                tenant,
                after.state(),
                after.since(),
                after.retryAt(),
                after.trips(),
                move.cause().name(),
                move.actor(),
                move.reason());
        return EventBatch.sealed(TaskEvent.PREFIX + name, move.breaker().name(), tenant, JsonBytes.text(data));
    }
}
