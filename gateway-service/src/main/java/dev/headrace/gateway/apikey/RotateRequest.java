package dev.headrace.gateway.apikey;

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
public record RotateRequest(@Nullable Long overlapMs) {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    static Duration overlap(@Nullable RotateRequest request) {
        Long asked = request == null ? null : request.overlapMs();
        if (asked == null) {
            return USUAL;
        }
        new Violations().range("overlap_ms", asked, 0, LONGEST.toMillis()).orThrow();
        return Duration.ofMillis(asked);
    }
}
