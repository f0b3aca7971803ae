package dev.headrace.task.idempotency;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a submission says about its key beside the key itself.
 *
 * @param scope owner (default), tenant, or global
 * @param ttlMs how long the key is kept, in milliseconds, from the first submission
 * @param deriveFrom fields of the payload of which, with the type, a key is made: {@code $.order.id}; {@code $} is all of it
 */
public record KeyOptions(
        @Nullable String scope,
        @Nullable @JsonProperty("ttl_ms") Long ttlMs,
        @Nullable @JsonProperty("derive_from") List<String> deriveFrom) {}
