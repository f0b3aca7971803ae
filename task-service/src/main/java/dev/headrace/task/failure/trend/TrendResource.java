package dev.headrace.task.failure.trend;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Failures of the caller's tenant over time, for operators. */
@Path("/api/v1/failures/trends")
@Scoped("failures")
@Tag(name = "Failures")
public class TrendResource {
    private static final Map<String, Long> INTERVALS =
            Map.of("minute", 60_000L, "hour", 3_600_000L, "day", 86_400_000L);
    private static final int MOST = 200;

    private final TrendStore store;

    public TrendResource(TrendStore store) {
        this.store = store;
    }

    @GET
    @Operation(
            operationId = "getFailureTrends",
            summary =
                    "How many attempts failed, by type of failure and interval: the last 24 hours if nothing is asked",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<Trends> trends(
            @RestQuery @Nullable String interval,
            @RestQuery @Nullable Integer intervals,
            @RestQuery("task_type") @Nullable String taskType,
            @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        String each = interval == null ? "hour" : interval;
        new Violations()
                .check(INTERVALS.containsKey(each), "interval", "UNKNOWN", "must be one of minute, hour, day")
                .range("intervals", intervals, 1, MOST)
                .text("task_type", taskType, 128)
                .orThrow();
        return store.trends(
                caller.tenant(), intervals == null ? 24 : intervals, INTERVALS.getOrDefault(each, 0L), taskType);
    }
}
