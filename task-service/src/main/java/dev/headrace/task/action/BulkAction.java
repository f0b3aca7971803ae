package dev.headrace.task.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.control.Actor;
import dev.headrace.task.inspect.Scope;
import io.vertx.mutiny.sqlclient.Row;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bulk action as its row tells it.
 *
 * @param owner subject that asked for it
 * @param scope whose it may touch
 * @param requestText JSON of the request, without ids
 * @param position it goes on before this id
 * @param step number of the step in force
 * @param failures of steps, one after the other
 */
public record BulkAction(
        UUID id,
        Subject subject,
        String tenant,
        String owner,
        Scope scope,
        String requestText,
        @Nullable Integer ratePerS,
        State state,
        UUID position,
        Progress progress,
        Times times,
        long step,
        int failures) {

    /** Where it stands. */
    public enum State {
        PENDING,
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    public record Times(
            Instant created,
            @Nullable Instant started,
            @Nullable Instant finished) {}

    /** How far it is: how many were met, changed, and why the others were left as they were. */
    public record Progress(long matched, long done, Map<String, Long> reasons) {
        static final Progress NONE = new Progress(0, 0, Map.of());

        /** @param left for each that was met why it was left as it was; empty if it was changed */
        Progress plus(List<Optional<String>> left) {
            Map<String, Long> counted = new TreeMap<>(reasons);
            left.forEach(why -> why.ifPresent(word -> counted.merge(word, 1L, Long::sum)));
            long changed = left.stream().filter(Optional::isEmpty).count();
            return new Progress(matched + left.size(), done + changed, counted);
        }
    }

    static BulkAction of(Row row) {
        return new BulkAction(
                row.getUUID("id"),
                Subject.valueOf(row.getString("subject")),
                row.getString("tenant"),
                row.getString("owner"),
                new Scope(row.getString("scope_tenant"), row.getString("scope_owner")),
                row.getString("request"),
                row.getInteger("rate_per_s"),
                State.valueOf(row.getString("state")),
                row.getUUID("position"),
                new Progress(row.getLong("matched"), row.getLong("done"), reasons(row.getString("reasons"))),
                new Times(
                        row.getOffsetDateTime("created_at").toInstant(),
                        instant(row.getOffsetDateTime("started_at")),
                        instant(row.getOffsetDateTime("finished_at"))),
                row.getLong("step"),
                row.getShort("failures"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** What was asked for. */
    public <T> T request(Class<T> type) {
        return read(requestText, type);
    }

    /** The action's name, whatever it is on. */
    String action() {
        return request(JsonNode.class).path("action").asText();
    }

    String reasonsText() {
        return JsonBytes.text(progress.reasons());
    }

    public Actor actor() {
        return new Actor(owner, scope, id);
    }

    private static Map<String, Long> reasons(String json) {
        Map<String, Long> reasons = new TreeMap<>();
        read(json, JsonNode.class)
                .properties()
                .forEach(
                        reason -> reasons.put(reason.getKey(), reason.getValue().asLong()));
        return reasons;
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JsonBytes.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
