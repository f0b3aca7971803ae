package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows operators how the ways to the services are, and closes a breaker by hand. */
@Scoped("failures")
@Path("/api/v1/circuit-breakers")
@Produces("application/json")
@Tag(name = "Circuit breakers", description = "The ways from this gateway to the services")
public class BreakerResource {
    private final Upstreams upstreams;

    public BreakerResource(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @GET
    @Operation(
            summary = "How the ways to the services are",
            description = "Of the gateway that answers: each has its own breakers.")
    public List<UpstreamView> all() {
        return upstreams.all().stream().map(Upstream::view).toList();
    }

    @GET
    @Path("/{service}")
    @Operation(
            summary = "How the way to one service is",
            extensions = @Extension(name = OperationErrors.NAME, value = "NOT_FOUND"))
    public UpstreamView one(String service) {
        return find(service).view();
    }

    @POST
    @Path("/{service}/reset")
    @Operation(
            summary = "Close a breaker",
            description = "And forget what it counted.",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.ADMIN, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "NOT_FOUND")
            })
    public UpstreamView reset(String service) {
        Upstream upstream = find(service);
        upstream.reset();
        return upstream.view();
    }

    private Upstream find(String service) {
        return upstreams.all().stream()
                .filter(upstream -> upstream.service().wire().equals(service))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.NOT_FOUND,
                        "There is no service \"" + service + "\"; known are " + String.join(", ", names())));
    }

    private List<String> names() {
        return upstreams.all().stream()
                .map(upstream -> upstream.service().wire())
                .sorted()
                .toList();
    }
}
