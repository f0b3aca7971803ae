package dev.headrace.gateway.apikey;

import dev.headrace.gateway.route.RouteTable;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Makes, lists and revokes API keys. Admins manage all, operators those of their tenant. */
@Path("/api/v1/api-keys")
@Produces("application/json")
@Tag(name = "API keys", description = "Credentials of programs: shown once, kept as a hash, revoked within a second")
public class ApiKeyResource {
    private final ApiKeyStore store;
    private final KeyWatch watch;
    private final RouteTable routes;
    private final Clock clock;

    public ApiKeyResource(ApiKeyStore store, KeyWatch watch, RouteTable routes, Clock clock) {
        this.store = store;
        this.watch = watch;
        this.routes = routes;
        this.clock = clock;
    }

    @POST
    @ResponseStatus(201)
    @APIResponseSchema(value = MadeKey.class, responseCode = "201", responseDescription = "Made")
    @Operation(summary = "Make a key", description = "The answer is the only place where the key's text ever is.")
    public Uni<MadeKey> make(@Nullable KeyRequest request, @Context RoutingContext rc) {
        if (request == null) {
            throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The request needs a JSON body");
        }
        Identity caller = Caller.of(rc);
        KeyRequest.Checked checked = request.check(caller, routes.scopes(), clock.instant());
        String text = KeyText.make();
        return store.add(ApiKey.of(checked, text, caller.subject())).map(key -> new MadeKey(KeyView.of(key), text));
    }

    @GET
    @Operation(summary = "List keys", description = "Newest first; revoked ones too. Never with their text.")
    public Uni<Page<KeyView>> list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("prefix") @Nullable String prefix,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit,
            @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        String whose = caller.isAdmin() ? tenant : caller.tenant();
        return store.list(whose, prefix, cursor, Page.limit(limit));
    }

    @PATCH
    @Path("/{id}/revoke")
    @Operation(summary = "Revoke a key", description = "It works nowhere any more within a second. For good.")
    public Uni<KeyView> revoke(UUID id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        return store.revoke(id, caller.isAdmin() ? null : caller.tenant())
                .invoke(key -> watch.forget(List.of(new KeyChange(KeyHash.of(key.hash), key.changedAt))))
                .map(KeyView::of);
    }
}
