package dev.headrace.task.submit;

import dev.headrace.task.idempotency.Claim;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.TimeLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A valid task, ready to be written.
 *
 * @param target JSON of where a push task goes
 * @param keys what its limits count it under
 * @param runAt when it becomes due
 * @param delayMs milliseconds from its submission until then; 0 if it is due at once
 */
record Submission(
        Facts facts,
        String payload,
        Instant runAt,
        long delayMs,
        @Nullable Long timeoutMs,
        TimeLimits.Limits limits,
        int maxAttempts,
        @Nullable RetryPolicy retry,
        @Nullable String target,
        Keys keys,
        @Nullable List<String> tags,
        @Nullable Map<String, String> metadata,
        @Nullable Claim claim) {

    @Nullable
    String idempotencyKey() {
        return claim == null ? null : claim.key().text();
    }

    Submission inBatch(UUID batch) {
        return new Submission(
                facts.inBatch(batch),
                payload,
                runAt,
                delayMs,
                timeoutMs,
                limits,
                maxAttempts,
                retry,
                target,
                keys,
                tags,
                metadata,
                claim);
    }

    boolean isDeferred() {
        return delayMs > 0;
    }
}
