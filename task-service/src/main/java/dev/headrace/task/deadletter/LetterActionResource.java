package dev.headrace.task.deadletter;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.action.ActionView;
import dev.headrace.task.action.Actions;
import dev.headrace.task.action.Asked;
import dev.headrace.task.action.DryRun;
import dev.headrace.task.action.Subject;
import dev.headrace.task.inspect.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Decide about many dead letters with one call. */
@Path("/api/v1/dead-letters/actions")
@Scoped("failures")
@Tag(name = "Dead letters")
public class LetterActionResource {
    private final Actions actions;
    private final DryRun dryRun;
    private final LetterSearch search;
    private final NamedLetters named;

    LetterActionResource(Actions actions, DryRun dryRun, LetterSearch search, NamedLetters named) {
        this.actions = actions;
        this.dryRun = dryRun;
        this.search = search;
        this.named = named;
    }

    @POST
    @Operation(
            operationId = "actOnDeadLetters",
            summary = "Retry, resolve, abandon or assign dead letters: up to 1,000 by id at once, or all that match a"
                    + " filter, for example a group")
    @APIResponse(
            responseCode = "200",
            description = "By ids: what became of each. Dry run of a filter: what it would meet",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(oneOf = {NamedLetters.Reply.class, DryRun.Count.class})))
    @APIResponse(
            responseCode = "202",
            description = "By filter: the action, which is worked off",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ActionView.class)))
    public Uni<RestResponse<Object>> act(@Nullable LetterActionRequest body, @Context RoutingContext rc) {
        LetterActionRequest request = Body.present(body);
        Identity caller = Caller.of(rc);
        caller.require(Role.USER, Role.OPERATOR);
        Violations violations = new Violations();
        request.check(violations);
        violations.orThrow();
        LetterFilterInput written = request.filter();
        if (written == null) {
            return named.act(request, asked(caller, Scope.of(caller), request)).map(RestResponse::ok);
        }
        LetterFilter filter = request.validFilter(written);
        Scope scope = filter.within(Scope.of(caller));
        return request.onlyForeseen()
                ? count(request.change(), filter, scope).map(RestResponse::ok)
                : actions.open(asked(caller, scope, request))
                        .map(action -> RestResponse.status(RestResponse.Status.ACCEPTED, action));
    }

    private static Asked asked(Identity caller, Scope scope, LetterActionRequest request) {
        return Asked.onLetters(caller, scope, JsonBytes.text(request.bare()), request.ratePerS());
    }

    private Uni<DryRun.Count> count(LetterChange change, LetterFilter filter, Scope scope) {
        return dryRun.count(
                change.action(),
                status -> change.appliesTo().contains(LetterStatus.valueOf(status)),
                before -> search.count(filter, scope, before));
    }

    @GET
    @Operation(operationId = "listDeadLetterActions", summary = "Bulk actions on dead letters, the newest first")
    public Uni<Page<ActionView>> list(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        return actions.list(Subject.DEAD_LETTER, Caller.of(rc), cursor, limit);
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getDeadLetterAction",
            summary = "How far a bulk action is",
            extensions = @Extension(name = OperationErrors.NAME, value = "NOT_FOUND"))
    public Uni<ActionView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        return actions.get(Subject.DEAD_LETTER, id, Caller.of(rc));
    }

    @POST
    @Path("/{id}/stop")
    @Operation(
            operationId = "stopDeadLetterAction",
            summary = "Stop a bulk action; what it has done stays done",
            extensions = @Extension(name = OperationErrors.NAME, value = "NOT_FOUND"))
    public Uni<ActionView> stop(@PathParam("id") String id, @Context RoutingContext rc) {
        return actions.stop(Subject.DEAD_LETTER, id, Caller.of(rc));
    }
}
