package dev.headrace.task.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.model.RetryPolicy;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A task's own retry policy as its row keeps it. */
public final class RetryJson {
    private RetryJson() {}

    public static @Nullable String write(@Nullable RetryPolicy policy) {
        return policy == null ? null : JsonBytes.text(policy);
    }

    /** The stored policy; null where the task has none of its own. */
    public static @Nullable RetryPolicy read(@Nullable String stored) {
        try {
            return stored == null ? null : JsonBytes.mapper().readValue(stored, RetryPolicy.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
