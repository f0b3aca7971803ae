package dev.headrace.task.action;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.inspect.FilterInput;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.TaskFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Change many tasks with one call. */
@Path("/api/v1/tasks/actions")
@Tag(name = "Tasks")
public class ActionResource {
    private static final TimeBasedEpochGenerator NEXT_ID = Generators.timeBasedEpochGenerator();

    private final ActionStore store;
    private final ActionRunner runner;
    private final DryRun dryRun;
    private final NamedTasks named;
    private final ActionConfig config;

    ActionResource(ActionStore store, ActionRunner runner, DryRun dryRun, NamedTasks named, ActionConfig config) {
        this.store = store;
        this.runner = runner;
        this.dryRun = dryRun;
        this.named = named;
        this.config = config;
    }

    @POST
    @Operation(
            operationId = "actOnTasks",
            summary =
                    "Cancel, retry, reprioritise or delete tasks: up to 1,000 by id at once, or all that match a filter")
    @APIResponse(
            responseCode = "200",
            description = "By ids: what became of each. Dry run of a filter: what it would meet",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(oneOf = {NamedTasks.Reply.class, DryRun.Count.class})))
    @APIResponse(
            responseCode = "202",
            description = "By filter: the action, which is worked off",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ActionView.class)))
    public Uni<RestResponse<Object>> act(@Nullable ActionRequest body, @Context RoutingContext rc) {
        ActionRequest request = Body.present(body);
        Identity caller = Caller.of(rc);
        caller.require(Role.USER, Role.OPERATOR);
        Violations violations = new Violations();
        request.validate(violations);
        violations.orThrow();
        FilterInput written = request.filter();
        if (written == null) {
            return named.act(asked(request, caller, Scope.of(caller))).map(RestResponse::ok);
        }
        TaskFilter filter = request.validFilter(written);
        Scope scope = Scope.of(caller).narrowedBy(filter);
        return request.onlyForeseen()
                ? dryRun.count(request.change(), filter, scope).map(RestResponse::ok)
                : open(asked(request, caller, scope));
    }

    private static ActionStore.Asked asked(ActionRequest request, Identity caller, Scope scope) {
        return new ActionStore.Asked(NEXT_ID.generate(), caller.tenant(), caller.subject(), scope, request);
    }

    private Uni<RestResponse<Object>> open(ActionStore.Asked asked) {
        return store.open(asked, config.maxOpen())
                .map(opened -> opened.orElseThrow(() -> new ApiException(
                        ErrorCode.RATE_LIMITED,
                        "Your tenant has " + config.maxOpen()
                                + " bulk actions that are not finished; wait or stop some")))
                .invoke(opened -> runner.nudge())
                .map(opened -> RestResponse.status(RestResponse.Status.ACCEPTED, ActionView.of(opened)));
    }

    @GET
    @Operation(operationId = "listTaskActions", summary = "Bulk actions, the newest first")
    public Uni<Page<ActionView>> list(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        int size = Page.limit(limit);
        UUID before = cursor == null ? null : Cursor.decode(cursor, UUID::fromString);
        return store.list(Scope.of(Caller.of(rc)), before, size + 1)
                .map(actions -> actions.stream().map(ActionView::of).toList())
                .map(views -> Page.of(views, size, view -> view.id().toString()));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getTaskAction", summary = "How far a bulk action is")
    public Uni<ActionView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        return found(id, Scope.of(Caller.of(rc))).map(ActionView::of);
    }

    @POST
    @Path("/{id}/stop")
    @Operation(operationId = "stopTaskAction", summary = "Stop a bulk action; what it has done stays done")
    public Uni<ActionView> stop(@PathParam("id") String id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.USER, Role.OPERATOR);
        Scope scope = Scope.of(caller);
        return found(id, scope)
                .chain(action -> store.stop(action.id()))
                .chain(stopped -> found(id, scope))
                .map(ActionView::of);
    }

    private Uni<BulkAction> found(String id, Scope scope) {
        return store.find(Ids.parse(id, ActionResource::unknown), scope)
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.NOT_FOUND, "There is no bulk action " + Ids.shown(id));
    }
}
