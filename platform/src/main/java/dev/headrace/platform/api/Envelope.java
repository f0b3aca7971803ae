package dev.headrace.platform.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one shape of every JSON answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Envelope(
        String status, @Nullable Object data, @Nullable Problem error, Meta meta) {

    /**
     * What went wrong, for {@code status: error}. Field names follow RFC 9457 where it has them.
     *
     * @param context what a fault of ours was; empty but in development
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Problem(
            ErrorCode code,
            String type,
            String title,
            int status,
            String detail,
            List<FieldError> errors,
            Map<String, Object> context) {
        public static Problem of(ErrorCode code, String detail, List<FieldError> errors) {
            return of(code, detail, errors, Map.of());
        }

        static Problem of(ErrorCode code, String detail, List<FieldError> errors, Map<String, Object> context) {
            return new Problem(
                    code, code.type(), code.title(), code.status(), detail, List.copyOf(errors), Map.copyOf(context));
        }
    }

    /** About the answer, not the thing. Duration in milliseconds from the first byte of the request. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Meta(
            String requestId,
            Instant timestamp,
            String version,
            long durationMs,
            @Nullable PageMeta page) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PageMeta(
            @Nullable String next, int limit, @Nullable Integer examined) {}

    public static Envelope success(@Nullable Object entity, Meta meta) {
        if (entity instanceof Page<?> page) {
            PageMeta pageMeta = new PageMeta(page.next(), page.limit(), page.examined());
            Meta withPage = new Meta(meta.requestId(), meta.timestamp(), meta.version(), meta.durationMs(), pageMeta);
            return new Envelope("success", page.items(), null, withPage);
        }
        return new Envelope("success", entity, null, meta);
    }

    public static Envelope error(ApiException e, Meta meta) {
        return error(e, meta, Map.of());
    }

    static Envelope error(ApiException e, Meta meta, Map<String, Object> context) {
        return new Envelope("error", null, Problem.of(e.code(), e.detail(), e.errors(), context), meta);
    }
}
