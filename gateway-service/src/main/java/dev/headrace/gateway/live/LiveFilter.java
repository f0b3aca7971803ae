package dev.headrace.gateway.live;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.api.Violations;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a client wants.
 *
 * @param types exact ones, or all that begin so: {@code task.*}; empty for all
 * @param taskId of one task only; null for all
 */
record LiveFilter(Set<String> types, @Nullable String taskId) {
    static final LiveFilter ALL = new LiveFilter(Set.of(), null);
    private static final int MAX_TYPES = 20;
    private static final int MAX_LENGTH = 100;

    LiveFilter {
        types = Set.copyOf(types);
    }

    /** What a client sends. */
    private record Message(@Nullable Wanted subscribe) {}

    private record Wanted(
            @Nullable Set<String> types,
            @JsonProperty("task_id") @Nullable String taskId) {}

    /** @throws ApiException if the message is no subscription */
    static LiveFilter parse(String message) {
        try {
            Message read = JsonBytes.read(message.getBytes(StandardCharsets.UTF_8), Message.class);
            Wanted wanted = read.subscribe();
            if (wanted == null) {
                throw new Violations().required("subscribe", null).asException();
            }
            return new LiveFilter(wanted.types() == null ? Set.of() : wanted.types(), wanted.taskId()).checked();
        } catch (UncheckedIOException e) {
            throw Problems.of(e);
        }
    }

    private LiveFilter checked() {
        Violations wrong = new Violations("subscribe.")
                .check(types.size() <= MAX_TYPES, "types", "TOO_MANY", "may have at most " + MAX_TYPES)
                .text("task_id", taskId, MAX_LENGTH);
        types.forEach(type -> wrong.text("types", type, MAX_LENGTH));
        wrong.orThrow();
        return this;
    }

    boolean wants(LiveEvent event) {
        return (taskId == null || taskId.equals(event.taskId())) && wantsType(event.type());
    }

    private boolean wantsType(String type) {
        if (types.isEmpty() || types.contains(type)) {
            return true;
        }
        for (String wanted : types) {
            if (wanted.endsWith("*") && type.startsWith(wanted.substring(0, wanted.length() - 1))) {
                return true;
            }
        }
        return false;
    }
}
