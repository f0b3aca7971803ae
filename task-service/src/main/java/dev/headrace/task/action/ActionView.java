package dev.headrace.task.action;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.headrace.task.store.RawJson;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A bulk action as callers see it.
 *
 * @param state PENDING, RUNNING, DONE, STOPPED or FAILED
 * @param request what was asked for; without the ids, if it named them
 * @param createdBy subject that asked for it
 * @param matched so many has it met so far
 * @param done those that it changed
 * @param skipped those that it left as they were
 * @param reasons why, by state or code, with counts
 */
public record ActionView(
        UUID id,
        String action,
        String state,

        @Schema(implementation = RawJson.class) @JsonRawValue
        String request,

        @Nullable Integer ratePerS,
        String createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long matched,
        long done,
        long skipped,

        @Schema(implementation = RawJson.class) @JsonRawValue
        String reasons) {

    static ActionView of(BulkAction a) {
        return new ActionView(
                a.id(),
                a.action(),
                a.state().name(),
                a.requestText(),
                a.ratePerS(),
                a.owner(),
                a.times().created(),
                a.times().started(),
                a.times().finished(),
                a.progress().matched(),
                a.progress().done(),
                a.progress().matched() - a.progress().done(),
                a.reasonsText());
    }
}
