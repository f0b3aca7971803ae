package dev.headrace.task.breaker;

import dev.headrace.task.model.BreakerCause;
import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.rule.BreakerName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wish to change a breaker.
 *
 * @param asOf number of changes that it was decided by; null counts whatever happened meanwhile
 * @param forHowLong one that a person opens lets a few through again then; null: until somebody closes it
 * @param actor who wants it; null is the service itself
 * @param reason why, in a sentence
 */
record BreakerMove(
        BreakerName breaker,
        BreakerCause cause,
        BreakerSettings settings,
        @Nullable Long asOf,
        @Nullable Duration forHowLong,
        @Nullable String actor,
        String reason) {}
