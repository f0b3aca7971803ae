package dev.headrace.task.escalation;

import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which tasks will start too late. */
@Path("/api/v1/tasks/at-risk")
@Scoped("tasks")
@Tag(name = "Tasks")
public class AtRiskResource {
    private static final long MOST_MS = Duration.ofDays(7).toMillis();

    private final AtRiskStore store;

    AtRiskResource(AtRiskStore store) {
        this.store = store;
    }

    @GET
    @Operation(
            operationId = "listTasksAtRisk",
            summary =
                    "Ready tasks that will not start in the time promised to the tenant's tier, the first to be late first")
    public Uni<Page<AtRisk>> list(
            @RestQuery("within_ms") @Nullable Long withinMs,
            @RestQuery @Nullable String cursor,
            @RestQuery @Nullable Integer limit,
            @Context RoutingContext rc) {
        int size = Page.limit(limit);
        new Violations()
                .required("within_ms", withinMs)
                .range("within_ms", withinMs, 0, MOST_MS)
                .orThrow();
        AtRiskStore.After after = cursor == null ? null : Cursor.decode(cursor, AtRiskResource::after);
        return store.find(Caller.of(rc), withinMs == null ? 0 : withinMs, after, size + 1)
                .map(found -> Page.of(found, size, last -> last.breachesAt() + " " + last.id()));
    }

    private static AtRiskStore.After after(String position) {
        int blank = position.indexOf(' ');
        return new AtRiskStore.After(
                Instant.parse(position.substring(0, blank)).atOffset(ZoneOffset.UTC),
                UUID.fromString(position.substring(blank + 1)));
    }
}
