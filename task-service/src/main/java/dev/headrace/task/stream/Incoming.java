package dev.headrace.task.stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.outcome.Outcome;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker says on its stream. Each message may carry a {@code ref}, which comes back with what is said to it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Incoming.Credit.class, name = "credit"),
    @JsonSubTypes.Type(value = Incoming.Outcomes.class, name = "outcomes"),
    @JsonSubTypes.Type(value = Incoming.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = Incoming.Drain.class, name = "drain")
})
sealed interface Incoming {
    int MAX_REF = 128;

    @Nullable
    String ref();

    /** So many more tasks may come. */
    record Credit(@Nullable String ref, @Nullable Integer n) implements Incoming {}

    /** What became of tasks, as over HTTP. */
    record Outcomes(@Nullable String ref, @Nullable List<@Nullable Outcome> outcomes) implements Incoming {}

    /** The leases that the worker holds, as over HTTP. */
    record Heartbeat(@Nullable String ref, @Nullable List<dev.headrace.task.worker.Heartbeat.Lease> leases)
            implements Incoming {}

    /** No more tasks, please. */
    record Drain(@Nullable String ref) implements Incoming {}

    /** @throws ApiException MALFORMED_REQUEST or VALIDATION_FAILED, naming the field */
    static Incoming read(byte[] message) {
        try {
            Incoming read = JsonBytes.read(message, Incoming.class);
            if (read == null) {
                throw new Violations().required("type", null).asException();
            }
            new Violations().text("ref", read.ref(), MAX_REF).orThrow();
            return read;
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof InvalidTypeIdException type ? unknown(type) : Problems.of(e);
        }
    }

    private static ApiException unknown(InvalidTypeIdException e) {
        return e.getTypeId() == null
                ? new Violations().required("type", null).asException()
                : new Violations()
                        .add("type", "UNKNOWN", "is not one of credit, outcomes, heartbeat, drain")
                        .asException();
    }

    /** The reference of a message that could not be read, if that much can. */
    static @Nullable String refOf(byte[] message) {
        try {
            JsonNode ref = JsonBytes.tree(message).path("ref");
            return ref.isTextual() && ref.textValue().length() <= MAX_REF ? ref.textValue() : null;
        } catch (UncheckedIOException e) {
            return null;
        }
    }
}
