package dev.headrace.gateway.apikey;

import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a key is replaced.
 *
 * @param overlapMs how long the old key goes on working, in milliseconds, up to seven days; one day if absent
 */
@Schema(name = "ApiKeyRotation")
public record RotateRequest(@Nullable Long overlapMs) implements CheckedBody {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    @Override
    public void check(Violations wrong) {
        wrong.range("overlap_ms", overlapMs, 0, LONGEST.toMillis());
    }

    static Duration overlap(@Nullable RotateRequest request) {
        if (request == null || request.overlapMs() == null) {
            return USUAL;
        }
        Violations wrong = new Violations();
        request.check(wrong);
        wrong.orThrow();
        return Duration.ofMillis(request.overlapMs());
    }
}
