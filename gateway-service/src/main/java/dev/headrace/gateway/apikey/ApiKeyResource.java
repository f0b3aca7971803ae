package dev.headrace.gateway.apikey;

import dev.headrace.gateway.route.RouteTable;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.guard.rule.Network;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Makes, lists, replaces and ends API keys. Admins manage all, operators those of their tenant. */
@Path("/api/v1/api-keys")
@Scoped("keys")
@Cancellable(false)
@Produces("application/json")
@Tag(name = "API keys", description = "Credentials of programs: shown once, kept as a hash, revoked within a second")
public class ApiKeyResource implements BodyCheck<KeyRequest> {
    private static final int USUAL_DAYS = 30;

    private final ApiKeyStore store;
    private final UsageStore usage;
    private final KeyWatch watch;
    private final RouteTable routes;
    private final KeyConfig config;
    private final Clock clock;

    public ApiKeyResource(
            ApiKeyStore store, UsageStore usage, KeyWatch watch, RouteTable routes, KeyConfig config, Clock clock) {
        this.store = store;
        this.usage = usage;
        this.watch = watch;
        this.routes = routes;
        this.config = config;
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
        mustBeNoToken(rc);
        Identity caller = Caller.of(rc);
        KeyRequest.Checked checked =
                request.check(caller, KnownKey.of(rc).addresses(), routes.scopes(), clock.instant());
        String text = KeyText.make(checked.mode());
        return store.add(ApiKey.of(checked, text, caller.subject())).map(key -> new MadeKey(KeyView.of(key), text));
    }

    @Override
    public Class<KeyRequest> type() {
        return KeyRequest.class;
    }

    @Override
    public void check(KeyRequest request, Violations wrong) {
        request.check(wrong, routes.scopes(), clock.instant());
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

    @GET
    @Path("/{id}")
    @Operation(
            summary = "One key",
            description = "Never with its text.",
            extensions = @Extension(name = OperationErrors.NAME, value = "API_KEY_NOT_FOUND"))
    public Uni<KeyView> get(String id, @Context RoutingContext rc) {
        return visible(key(id), rc).map(KeyView::of);
    }

    @GET
    @Path("/{id}/usage")
    @Operation(
            summary = "How much a key was used",
            description = "Requests by day (UTC), the latest first; some seconds behind.",
            extensions = @Extension(name = OperationErrors.NAME, value = "API_KEY_NOT_FOUND"))
    public Uni<KeyUsage> usage(String id, @QueryParam("days") @Nullable Integer days, @Context RoutingContext rc) {
        new Violations().range("days", days, 1, config.usageDays()).orThrow();
        return visible(key(id), rc)
                .chain(key -> usage.days(key(id), days == null ? USUAL_DAYS : days)
                        .map(counted -> KeyUsage.of(key, counted)));
    }

    @PATCH
    @Path("/{id}/revoke")
    @Operation(
            summary = "Revoke a key",
            description = "It works nowhere any more within a second. For good.",
            extensions = @Extension(name = OperationErrors.NAME, value = "API_KEY_NOT_FOUND"))
    public Uni<KeyView> revoke(String id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        return store.revoke(key(id), key -> KeyRights.mustManage(caller, key))
                .invoke(this::tell)
                .map(KeyView::of);
    }

    @DELETE
    @Path("/{id}")
    @ResponseStatus(204)
    @Operation(
            summary = "Delete a key",
            description = "As revoke, and it is listed no more. Its usage is forgotten.",
            extensions = @Extension(name = OperationErrors.NAME, value = "API_KEY_NOT_FOUND"))
    public Uni<Void> delete(String id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        return store.delete(key(id), key -> KeyRights.mustManage(caller, key))
                .invoke(this::tell)
                .replaceWithVoid();
    }

    @POST
    @Path("/{id}/rotate")
    @ResponseStatus(201)
    @APIResponseSchema(value = MadeKey.class, responseCode = "201", responseDescription = "The new key")
    @Operation(
            summary = "Replace a key",
            description = "Makes a key that may and owns the same; the old one goes on working for the overlap.",
            extensions = @Extension(name = OperationErrors.NAME, value = "API_KEY_NOT_FOUND CONFLICT"))
    public Uni<MadeKey> rotate(String id, @Nullable RotateRequest request, @Context RoutingContext rc) {
        Duration overlap = RotateRequest.overlap(request);
        mustBeNoToken(rc);
        Identity caller = Caller.of(rc);
        List<Network> own = KnownKey.of(rc).addresses();
        return store.replace(key(id), key -> mustBeReplaceable(caller, own, key), caller.subject(), overlap);
    }

    /** A token ends soon; a key that it made would not. */
    private static void mustBeNoToken(RoutingContext rc) {
        if (KnownKey.of(rc).kind() == KnownKey.Kind.TOKEN) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "A token of a key makes and replaces no keys: use the key itself");
        }
    }

    private void mustBeReplaceable(Identity caller, List<Network> own, ApiKey key) {
        KeyRights.mustBeAbleToHold(caller, own, key);
        if (!key.isAlive(clock.instant())) {
            throw new ApiException(ErrorCode.CONFLICT, "This key works no more: make a new one instead");
        }
    }

    private static UUID key(String id) {
        return Ids.parse(id, shown -> ApiKeyStore.notFound());
    }

    private Uni<ApiKey> visible(UUID id, RoutingContext rc) {
        Identity caller = Caller.of(rc);
        return store.get(id, key -> {
            if (!caller.isAdmin() && !caller.tenant().equals(key.tenant)) {
                throw ApiKeyStore.notFound();
            }
        });
    }

    private void tell(ApiKey key) {
        watch.forget(
                List.of(new KeyChange(new KeyId(key.id), KeyHash.of(key.hash), key.revokedAt != null, key.changedAt)));
    }
}
