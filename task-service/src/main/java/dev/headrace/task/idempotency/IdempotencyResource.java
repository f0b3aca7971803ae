package dev.headrace.task.idempotency;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** How idempotency keys are used. For operators of their tenant; an admin sees all tenants or one. */
@Path("/api/v1/idempotency")
@Scoped("tasks")
@Tag(name = "Idempotency")
public class IdempotencyResource {
    private static final int DAY = 24;
    private static final int MOST_TYPES = 100;

    private final Usage usage;
    private final UsageStore store;
    private final IdempotencyConfig config;
    private final Clock clock;

    IdempotencyResource(Usage usage, UsageStore store, IdempotencyConfig config, Clock clock) {
        this.usage = usage;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @GET
    @Path("/stats")
    @Operation(
            operationId = "getIdempotencyStats",
            summary =
                    "Repeats, conflicts and hit rate of submissions with a key, by type, and how fast repeats were known")
    public Uni<IdempotencyStats> stats(
            @RestQuery @Nullable Integer hours, @RestQuery @Nullable String tenant, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.OPERATOR);
        new Violations().range("hours", hours, 1, config.keepCounts().toHours()).orThrow();
        int covered = hours == null ? DAY : hours;
        String whose = whose(caller, tenant);
        Instant since = clock.instant().minus(Duration.ofHours(covered)).truncatedTo(ChronoUnit.MILLIS);
        return usage.write()
                .chain(() -> store.lines(covered, whose, MOST_TYPES))
                .chain(lines -> store.latencies(covered, whose)
                        .map(latency ->
                                IdempotencyStats.of(since, lines, latency, config.warnPercent(), config.warnFrom())));
    }

    private static @Nullable String whose(Identity caller, @Nullable String tenant) {
        if (caller.isAdmin()) {
            return tenant;
        }
        if (tenant != null && !tenant.equals(caller.tenant())) {
            throw new ApiException(ErrorCode.FORBIDDEN, "Only an admin sees the keys of another tenant");
        }
        return caller.tenant();
    }
}
