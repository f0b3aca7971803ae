package dev.headrace.task.limit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks with the same key may be leased at a time, and how many in a time.
 *
 * @param key {@code type}, {@code tenant} or the path of a payload field such as {@code $.customer.id}
 * @param queue only tasks of this queue; absent is all
 * @param type only types like this, {@code *} stands for any characters; absent is all
 * @param maxRunning most leases of one key at a time; absent is no limit
 * @param rate of one key; absent is no limit
 * @param cost units of a task in the rate; default 1
 * @param costPath payload field that says the units; where it is missing, {@code cost} counts
 */
public record Limit(
        String name,
        String key,
        @Nullable String queue,
        @Nullable String type,
        @Nullable Integer maxRunning,
        @Nullable Rate rate,
        int cost,
        @Nullable String costPath,
        @Nullable String description,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * So many units in so many milliseconds.
     *
     * @param burst most units at once; default {@code units}
     */
    public record Rate(
            @Nullable Integer units,
            @JsonProperty("per_ms") @Nullable Long perMs,
            @Nullable Integer burst) {}
}
