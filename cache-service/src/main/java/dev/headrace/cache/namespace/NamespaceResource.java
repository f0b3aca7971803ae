package dev.headrace.cache.namespace;

import dev.headrace.cache.remote.Change;
import dev.headrace.cache.remote.RemoteCache;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Namespaces over HTTP: anyone of the tenant reads them, operators make and delete them. */
@Path("/api/v1/cache/namespaces")
@Scoped("cache")
@Cancellable(false)
@Tag(name = "Cache", description = "Two-level cache: memory over Redis")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class NamespaceResource {
    private final NamespaceStore store;
    private final Policies policies;
    private final RemoteCache remote;

    public NamespaceResource(NamespaceStore store, Policies policies, RemoteCache remote) {
        this.store = store;
        this.policies = policies;
        this.remote = remote;
    }

    @POST
    @Operation(
            operationId = "createCacheNamespace",
            summary = "Create a namespace",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "CONFLICT")
            })
    @APIResponse(
            responseCode = "201",
            description = "Created",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = NamespaceView.class)))
    @APIResponse(responseCode = "409", description = "The name is taken, or the tenant has as many as it may")
    @APIResponse(responseCode = "422", description = "A field is not valid")
    public Uni<RestResponse<NamespaceView>> create(@Context RoutingContext rc, @Nullable NamespaceRequest request) {
        Identity caller = Caller.of(rc);
        if (request == null) {
            throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The request needs a JSON body");
        }
        return store.create(caller.tenant(), request.check())
                .map(view -> RestResponse.status(RestResponse.Status.CREATED, view));
    }

    @GET
    @Operation(operationId = "listCacheNamespaces", summary = "The tenant's namespaces by name")
    public Uni<Page<NamespaceView>> list(@Context RoutingContext rc) {
        return store.all(Caller.of(rc).tenant()).map(all -> new Page<>(all, null, all.size()));
    }

    @GET
    @Path("/{name}")
    @Operation(
            operationId = "getCacheNamespace",
            summary = "One namespace",
            extensions = @Extension(name = OperationErrors.NAME, value = "NAMESPACE_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "The namespace")
    @APIResponse(responseCode = "404", description = "No such cache namespace")
    public Uni<NamespaceView> get(@Context RoutingContext rc, String name) {
        return store.get(Caller.of(rc).tenant(), name);
    }

    @DELETE
    @Path("/{name}")
    @Operation(
            operationId = "deleteCacheNamespace",
            summary = "Delete a namespace with its entries",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "NAMESPACE_NOT_FOUND")
            })
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "No such cache namespace")
    public Uni<Void> delete(@Context RoutingContext rc, String name) {
        Identity caller = Caller.of(rc);
        return store.remove(caller.tenant(), name)
                .invoke(policy -> policies.forget(policy.tenant(), policy.name()))
                .chain(this::free);
    }

    /** Nobody can reach the entries any more; that they go at once is best effort. */
    private Uni<Void> free(Policy gone) {
        return remote.tell(new Change.Gone(gone.tenant(), gone.name()))
                .chain(() -> remote.clear(gone.tenant(), gone.id()))
                .onFailure()
                .recoverWithNull();
    }
}
