package dev.headrace.analytics.query;

import dev.headrace.analytics.rollup.Usage;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Answers how many tasks did what, and how long they waited and ran. */
@Path("/api/v1/analytics/usage")
@Scoped("analytics")
@Tag(name = "analytics", description = "What happened to your tasks, over time")
public final class UsageResource {
    private final UsageStore store;
    private final QueryConfig config;
    private final Clock clock;

    UsageResource(UsageStore store, QueryConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "getUsage",
            summary = "Counts and times of tasks over a range of time",
            description =
                    "Counts by event, and percentiles of waiting and running time, for each bucket and task type. "
                            + "The range is widened to whole buckets; days are UTC days. Counts are exact.")
    @APIResponse(responseCode = "200", description = "The series and its totals")
    @APIResponse(responseCode = "403", description = "FORBIDDEN: another tenant, and the caller is not an admin")
    @APIResponse(responseCode = "422", description = "VALIDATION_FAILED: the parameters that are wrong")
    public Uni<UsageReport> usage(
            @Context RoutingContext rc,
            @Parameter(description = "Start, RFC 3339. Default: one range of the interval before to")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "End, excluded, RFC 3339. Default: now") @QueryParam("to") @Nullable String to,
            @Parameter(description = "minute, hour (default), day or total") @QueryParam("interval") @Nullable
                    String interval,
            @Parameter(description = "Only this task type") @QueryParam("type") @Nullable String type,
            @Parameter(description = "Only this queue") @QueryParam("queue") @Nullable String queue,
            @Parameter(description = "Another tenant; for admins") @QueryParam("tenant") @Nullable String tenant) {
        UsageQuery query = UsageQuery.of(
                tenant(Caller.of(rc), tenant),
                new UsageQuery.Asked(from, to, interval, type, queue),
                clock.instant(),
                config);
        return store.read(query).map(points -> report(query, points));
    }

    private static String tenant(Identity caller, @Nullable String asked) {
        if (asked == null || asked.equals(caller.tenant())) {
            return caller.tenant();
        }
        if (!caller.isAdmin()) {
            throw new ApiException(ErrorCode.FORBIDDEN, "Only an admin may ask for another tenant");
        }
        return asked;
    }

    private static UsageReport report(UsageQuery query, NavigableMap<UsageStore.Key, Usage> points) {
        Usage total = new Usage();
        points.values().forEach(total::merge);
        List<UsageReport.Point> series = points.entrySet().stream()
                .map(point -> UsageReport.Point.of(
                        point.getKey().start(), point.getKey().type(), point.getValue()))
                .toList();
        return new UsageReport(
                query.from(),
                query.to(),
                query.interval().wire(),
                query.tenant(),
                series,
                UsageReport.Figures.of(total));
    }
}
