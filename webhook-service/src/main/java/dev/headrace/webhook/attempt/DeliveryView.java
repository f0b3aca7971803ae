package dev.headrace.webhook.attempt;

import dev.headrace.webhook.deliver.DeliveryState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one subscriber.
 *
 * @param eventId the {@code webhook-id} of its requests
 * @param eventType for example {@code task.succeeded}
 * @param nextAttemptAt while it is PENDING
 * @param finishedAt once it is DELIVERED or FAILED
 */
public record DeliveryView(
        UUID id,
        UUID eventId,
        String eventType,
        DeliveryState status,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant finishedAt,
        List<AttemptView> attempts) {

    /**
     * One request and what came back.
     *
     * @param statusCode absent when no answer came; then {@code error} says why
     * @param response the start of the answer's body, at most 4 KiB
     */
    public record AttemptView(
            int number,
            Instant startedAt,
            long durationMs,
            @Nullable Integer statusCode,
            @Nullable String error,
            @Nullable String response) {}
}
