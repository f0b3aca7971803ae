package dev.headrace.task.submit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.idempotency.KeyOptions;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.push.Target;
import dev.headrace.task.store.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as a caller hands it in. Absent fields get the defaults of {@link SubmitConfig}.
 *
 * @param runAt not before this time; or
 * @param delayMs not before so many milliseconds from now
 * @param timeoutMs hard limit of each attempt, in milliseconds
 * @param budgetMs limit of the whole task, from its submission to its end, in milliseconds
 * @param startWithinMs how long it may wait for its first lease once it is due, in milliseconds
 * @param target where the service itself is to bring the task; without one a worker leases it
 * @param idempotencyKey the same key of the same owner is accepted once
 * @param idempotency who shares the key, how long it is kept, or what it is made of
 */
public record NewTask(
        @Nullable String type,
        @Nullable RawJson payload,
        @Nullable String queue,
        @Nullable String priority,
        @Nullable Instant runAt,
        @Nullable Long delayMs,
        @Nullable Long timeoutMs,
        @Nullable Long budgetMs,
        @Nullable Long startWithinMs,
        @Nullable Integer maxAttempts,
        @Nullable Retry retry,
        @Nullable List<String> tags,
        @Nullable Map<String, String> metadata,
        @Nullable String idempotencyKey,
        @Nullable KeyOptions idempotency,
        @Nullable Target target) {

    /** A task's own retry policy; absent fields are those of {@link RetryPolicy#DEFAULT}. */
    public record Retry(
            @Nullable String strategy,
            @Nullable @JsonProperty("base_ms") Long baseMs,
            @Nullable @JsonProperty("max_ms") Long maxMs,
            @Nullable String jitter,
            @Nullable @JsonProperty("budget_ms") Long budgetMs) {}

    private static final int MAX_NAME = 128;
    private static final int MAX_TAGS = 32;
    private static final int MAX_METADATA = 64;
    private static final long YEAR_MS = Duration.ofDays(366).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    /** A clock that is a little ahead of ours is no error. */
    private static final Duration PAST_TOLERANCE = Duration.ofHours(24);

    /** Adds what is wrong with the task; {@code maxPayload} is the longest payload, in bytes of UTF-8. */
    void validate(Violations v, int maxPayload, Instant now) {
        name(v, "type", type, true);
        name(v, "queue", queue, false);
        if (target == null || target.takesPayload()) {
            v.required("payload", payload);
        }
        if (payload != null) {
            int size = Utf8.length(payload.text());
            v.check(
                    size <= maxPayload,
                    "payload",
                    "TOO_LARGE",
                    "has " + size + " bytes; at most " + maxPayload
                            + " are allowed. Store it elsewhere and send a reference");
        }
        v.check(
                priority == null || Priority.parse(priority).isPresent(),
                "priority",
                "UNKNOWN",
                "is " + priority + "; it must be one of CRITICAL, HIGH, NORMAL, LOW, BULK");
        v.check(runAt == null || delayMs == null, "delay_ms", "EXCLUSIVE", "cannot be given together with run_at");
        v.range("delay_ms", delayMs, 0, YEAR_MS);
        if (runAt != null) {
            v.check(!runAt.isBefore(now.minus(PAST_TOLERANCE)), "run_at", "IN_THE_PAST", "lies more than a day ago");
            v.check(!runAt.isAfter(now.plusMillis(YEAR_MS)), "run_at", "TOO_FAR", "lies more than a year ahead");
        }
        v.range("timeout_ms", timeoutMs, 1_000, DAY_MS);
        limits(v, now);
        v.range("max_attempts", maxAttempts, 1, 100);
        retry(v);
        labels(v);
    }

    private static void name(Violations v, String field, @Nullable String value, boolean required) {
        if (required) {
            v.requiredText(field, value, MAX_NAME);
        }
        if (value != null && !value.isEmpty()) {
            v.check(
                    value.length() <= MAX_NAME && value.chars().allMatch(NewTask::isNameCharacter),
                    field,
                    "INVALID",
                    "may have up to " + MAX_NAME + " of a-z A-Z 0-9 . _ - : /");
        } else {
            v.check(required || value == null, field, "INVALID", "may not be empty");
        }
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-:/".indexOf(c) >= 0;
    }

    private void limits(Violations v, Instant now) {
        v.range("budget_ms", budgetMs, 1_000, YEAR_MS);
        v.range("start_within_ms", startWithinMs, 1_000, YEAR_MS);
        if (budgetMs != null) {
            Instant due = runAt != null ? runAt : delayMs == null ? now : now.plusMillis(Math.min(delayMs, YEAR_MS));
            v.check(
                    due.isBefore(now.plusMillis(Math.min(budgetMs, YEAR_MS))),
                    "budget_ms",
                    "OUT_OF_RANGE",
                    "is " + budgetMs + "; the task is due only at " + due);
        }
    }

    private void retry(Violations v) {
        if (retry == null) {
            return;
        }
        v.range("retry.base_ms", retry.baseMs, 1, DAY_MS);
        v.range("retry.max_ms", retry.maxMs, 1, YEAR_MS);
        v.range("retry.budget_ms", retry.budgetMs, 0, YEAR_MS);
        v.check(
                retry.jitter == null || "full".equals(retry.jitter) || "none".equals(retry.jitter),
                "retry.jitter",
                "UNKNOWN",
                "must be full or none");
        v.check(
                retry.strategy == null || strategy().isPresent(),
                "retry.strategy",
                "UNKNOWN",
                "must be one of fixed, linear, exponential, decorrelated");
        long base = retry.baseMs == null ? RetryPolicy.DEFAULT.baseMs() : retry.baseMs;
        long max = retry.maxMs == null ? RetryPolicy.DEFAULT.maxMs() : retry.maxMs;
        v.check(base <= max, "retry.max_ms", "OUT_OF_RANGE", "is " + max + "; it must not be under base_ms " + base);
    }

    private java.util.Optional<RetryPolicy.Strategy> strategy() {
        String name = retry == null || retry.strategy == null ? "exponential" : retry.strategy;
        return java.util.Arrays.stream(RetryPolicy.Strategy.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    private void labels(Violations v) {
        if (tags != null) {
            v.check(tags.size() <= MAX_TAGS, "tags", "TOO_MANY", "has " + tags.size() + "; at most " + MAX_TAGS);
            for (int i = 0; i < Math.min(tags.size(), MAX_TAGS); i++) {
                v.requiredText("tags[" + i + "]", tags.get(i), MAX_NAME);
            }
        }
        if (metadata != null) {
            v.check(
                    metadata.size() <= MAX_METADATA,
                    "metadata",
                    "TOO_MANY",
                    "has " + metadata.size() + " entries; at most " + MAX_METADATA);
            metadata.forEach((k, value) -> {
                v.requiredText("metadata." + k, k, MAX_NAME);
                v.text("metadata." + k, value, 1_024);
            });
        }
    }

    /** What it asks for, as an object: fields as they were sent, but one name for each priority. Only after {@link #validate}. */
    ObjectNode input() {
        ObjectNode input = JsonBytes.mapper().valueToTree(this);
        if (payload != null) {
            input.set("payload", JsonBytes.tree(payload.text().getBytes(StandardCharsets.UTF_8)));
        }
        if (priority != null) {
            input.put("priority", Priority.parse(priority).orElseThrow().name());
        }
        return input;
    }

    /** The task's own policy; absent if it names none. Only after {@link #validate}. */
    @Nullable
    RetryPolicy policy() {
        if (retry == null) {
            return null;
        }
        RetryPolicy d = RetryPolicy.DEFAULT;
        return new RetryPolicy(
                strategy().orElseThrow(),
                retry.baseMs == null ? d.baseMs() : retry.baseMs,
                retry.maxMs == null ? d.maxMs() : retry.maxMs,
                !"none".equals(retry.jitter),
                retry.budgetMs == null ? d.budgetMs() : retry.budgetMs);
    }
}
