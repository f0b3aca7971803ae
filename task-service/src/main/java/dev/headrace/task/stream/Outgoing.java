package dev.headrace.task.stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.outcome.Answer;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the service says on a stream; leased tasks go in {@link Parcel parcels}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outgoing.Outcomes.class, name = "outcomes"),
    @JsonSubTypes.Type(value = Outgoing.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = Outgoing.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = Outgoing.Drain.class, name = "drain"),
    @JsonSubTypes.Type(value = Outgoing.Problem.class, name = "error")
})
sealed interface Outgoing {
    /** An answer for each outcome, in their order. */
    record Outcomes(@Nullable String ref, List<Answer> outcomes) implements Outgoing {}

    /** As the answer to a heartbeat over HTTP. */
    record Heartbeat(@Nullable String ref, List<UUID> cancel, List<UUID> stale, boolean drain) implements Outgoing {}

    /** Tasks that somebody wants cancelled, and tasks whose lease was revoked. */
    record Cancel(List<UUID> cancel, List<UUID> stale) implements Outgoing {}

    /** From here on no tasks come on this stream. */
    record Drain(@Nullable String ref, Reason reason) implements Outgoing {}

    /** A message that was not understood or not done. */
    record Problem(
            @Nullable String ref,
            ErrorCode code,
            String detail,
            @Nullable List<FieldError> errors) implements Outgoing {
        static Problem of(@Nullable String ref, ApiException problem) {
            return new Problem(
                    ref, problem.code(), problem.detail(), problem.errors().isEmpty() ? null : problem.errors());
        }
    }

    /** Why no more tasks come. */
    enum Reason {
        /** The worker has asked for it. */
        ASKED,
        /** The worker is to end: an operator drains it. */
        WORKER,
        /** This replica stops; another one serves. */
        STOPPING;

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    default String text() {
        return JsonBytes.text(this);
    }
}
