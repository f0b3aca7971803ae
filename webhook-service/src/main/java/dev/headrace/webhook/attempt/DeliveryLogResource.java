package dev.headrace.webhook.attempt;

import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.webhook.deliver.DeliveryState;
import dev.headrace.webhook.endpoint.EndpointResource;
import dev.headrace.webhook.endpoint.EndpointStore;
import dev.headrace.webhook.endpoint.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The delivery log over HTTP. */
@Path("/api/v1/webhooks/{id}/deliveries")
@Scoped("webhooks")
@Cancellable(false)
@Tag(name = "Webhooks")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveryLogResource {
    private final EndpointStore endpoints;
    private final DeliveryLogStore deliveries;

    public DeliveryLogResource(EndpointStore endpoints, DeliveryLogStore deliveries) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
    }

    @GET
    @Operation(
            operationId = "listDeliveries",
            summary = "What was sent to a subscription, newest first",
            description = "Each delivery with its attempts: status code, time, error, and the start of the answer.",
            extensions = @Extension(name = OperationErrors.NAME, value = "WEBHOOK_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "404", description = "No such webhook")
    public Uni<Page<DeliveryView>> list(
            @Context RoutingContext rc,
            String id,
            @RestQuery @Nullable String status,
            @RestQuery @Nullable String cursor,
            @RestQuery @Nullable Integer limit) {
        UUID endpoint = EndpointResource.endpointId(id);
        DeliveryState only = status == null ? null : state(status);
        UUID before = cursor == null ? null : Cursor.decode(cursor, UUID::fromString);
        int size = Page.limit(limit);
        return endpoints
                .get(Scope.of(Caller.of(rc)), endpoint)
                .chain(found -> deliveries.list(endpoint, only, before, size + 1))
                .map(found -> Page.of(found, size, d -> d.id().toString()));
    }

    private static DeliveryState state(String text) {
        try {
            return DeliveryState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Violations()
                    .add("status", "INVALID", "must be one of PENDING, DELIVERED, FAILED")
                    .asException();
        }
    }
}
