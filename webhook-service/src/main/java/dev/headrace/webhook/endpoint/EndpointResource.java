package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Subscriptions over HTTP. */
@Path("/api/v1/webhooks")
@Scoped("webhooks")
@Cancellable(false)
@Tag(name = "Webhooks", description = "Who is told about events, and how it went")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EndpointResource {
    private final EndpointStore store;
    private final EndpointRules rules;

    public EndpointResource(EndpointStore store, EndpointRules rules) {
        this.store = store;
        this.rules = rules;
    }

    @POST
    @Operation(
            operationId = "createWebhook",
            summary = "Subscribe a URL to events",
            description = "The answer is the only one that shows the secret deliveries are signed with.",
            extensions = @Extension(name = OperationErrors.NAME, value = "CONFLICT"))
    @APIResponse(
            responseCode = "201",
            description = "Created",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = EndpointView.class)))
    @APIResponse(responseCode = "422", description = "A field is not valid, for example a private address")
    public Uni<RestResponse<EndpointView>> create(@Context RoutingContext rc, @Nullable NewEndpoint request) {
        Scope scope = Scope.of(Caller.of(rc));
        NewEndpoint body = Body.present(request);
        Violations wrong = new Violations();
        rules.check(body, wrong);
        wrong.orThrow();
        return store.create(scope, body.fields()).map(view -> RestResponse.status(RestResponse.Status.CREATED, view));
    }

    @GET
    @Operation(operationId = "listWebhooks", summary = "The caller's subscriptions, oldest first")
    public Uni<Page<EndpointView>> list(@Context RoutingContext rc) {
        return store.list(Scope.of(Caller.of(rc))).map(views -> new Page<>(views, null, views.size()));
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getWebhook",
            summary = "One subscription",
            extensions = @Extension(name = OperationErrors.NAME, value = "WEBHOOK_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "The subscription")
    @APIResponse(responseCode = "404", description = "No such webhook")
    public Uni<EndpointView> get(@Context RoutingContext rc, String id) {
        return store.get(Scope.of(Caller.of(rc)), endpointId(id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(
            operationId = "changeWebhook",
            summary = "Change, pause or enable a subscription",
            extensions = @Extension(name = OperationErrors.NAME, value = "WEBHOOK_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "The subscription after the change")
    @APIResponse(responseCode = "404", description = "No such webhook")
    @APIResponse(responseCode = "422", description = "A field is not valid")
    public Uni<EndpointView> change(@Context RoutingContext rc, String id, @Nullable EndpointRequest request) {
        Scope scope = Scope.of(Caller.of(rc));
        EndpointRequest body = Body.present(request);
        Violations wrong = new Violations();
        rules.check(body, wrong);
        wrong.orThrow();
        return store.change(scope, endpointId(id), body);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteWebhook",
            summary = "Delete a subscription and its delivery log",
            extensions = @Extension(name = OperationErrors.NAME, value = "WEBHOOK_NOT_FOUND"))
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "No such webhook")
    public Uni<Void> delete(@Context RoutingContext rc, String id) {
        return store.remove(Scope.of(Caller.of(rc)), endpointId(id));
    }

    /** @throws ApiException WEBHOOK_NOT_FOUND if it is not even an id */
    public static UUID endpointId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.WEBHOOK_NOT_FOUND, "There is no webhook " + text);
        }
    }
}
