package dev.headrace.analytics.lag;

import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells operators how far analytics is behind. */
@Path("/api/v1/analytics/lag")
@Scoped("analytics")
@Tag(name = "analytics")
public final class LagResource {
    private final LagProbe probe;

    public LagResource(LagProbe probe) {
        this.probe = probe;
    }

    @GET
    @Operation(
            operationId = "getAnalyticsLag",
            summary = "How far the roll-ups are behind the events",
            description = "records is 0 once everything that was published before the call is counted. For operators.",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    @APIResponse(responseCode = "200", description = "Lag in all and by partition, and what became of the records")
    @APIResponse(responseCode = "403", description = "FORBIDDEN: the caller is not an operator")
    @APIResponse(responseCode = "503", description = "UNAVAILABLE: Kafka does not answer")
    public Uni<Lag> lag(@Context RoutingContext rc) {
        return probe.measure();
    }
}
