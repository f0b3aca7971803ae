package dev.headrace.gateway.apikey;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How much a key was used.
 *
 * @param requests in all the days shown
 * @param lastUsedAt absent if it was not used on these days
 * @param days UTC days on which it was used, the latest first
 */
@Schema(name = "ApiKeyUsage")
public record KeyUsage(
        UUID id, String prefix, long requests, @Nullable Instant lastUsedAt, List<Day> days) {

    /** One day (UTC). */
    @Schema(name = "ApiKeyUsageDay")
    public record Day(LocalDate day, long requests, Instant lastUsedAt) {}

    static KeyUsage of(ApiKey key, List<Day> days) {
        return new KeyUsage(
                key.id,
                key.prefix,
                days.stream().mapToLong(Day::requests).sum(),
                days.isEmpty() ? null : days.getFirst().lastUsedAt(),
                days);
    }
}
