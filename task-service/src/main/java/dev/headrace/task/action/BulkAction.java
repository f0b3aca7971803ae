package dev.headrace.task.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.control.Actor;
import dev.headrace.task.control.Effect;
import dev.headrace.task.inspect.Scope;
import io.vertx.mutiny.sqlclient.Row;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bulk action as its row tells it.
 *
 * @param owner subject that asked for it
 * @param scope whose tasks it may touch
 * @param requestText JSON of the request, without ids
 * @param position it goes on before this id
 * @param step number of the step in force
 * @param failures of steps, one after the other
 */
record BulkAction(
        UUID id,
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
    enum State {
        PENDING,
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    record Times(
            Instant created,
            @Nullable Instant started,
            @Nullable Instant finished) {}

    /** How far it is: tasks met, changed, and why the others were left as they were. */
    record Progress(long matched, long done, Map<String, Long> reasons) {
        static final Progress NONE = new Progress(0, 0, Map.of());

        Progress plus(List<Effect> effects) {
            Map<String, Long> counted = new TreeMap<>(reasons);
            long changed = 0;
            for (Effect effect : effects) {
                switch (effect.result()) {
                    case DONE, REQUESTED -> changed++;
                    case SKIPPED, NOT_FOUND, MOVED -> counted.merge(effect.cause(), 1L, Long::sum);
                }
            }
            return new Progress(matched + effects.size(), done + changed, counted);
        }
    }

    static BulkAction of(Row row) {
        return new BulkAction(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("owner"),
                new Scope(row.getString("scope_tenant"), row.getString("scope_owner")),
                row.getString("request"),
                row.getInteger("rate_per_s"),
                State.valueOf(row.getString("state")),
                row.getUUID("position"),
                new Progress(
                        row.getLong("matched"),
                        row.getLong("done"),
                        read(row.getString("reasons"), new TypeReference<>() {})),
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

    ActionRequest request() {
        return read(requestText, new TypeReference<>() {});
    }

    String reasonsText() {
        return JsonBytes.text(progress.reasons());
    }

    Actor actor() {
        return new Actor(owner, scope, id);
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JsonBytes.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
