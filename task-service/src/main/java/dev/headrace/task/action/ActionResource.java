package dev.headrace.task.action;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.control.Change;
import dev.headrace.task.inspect.FilterInput;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.TaskFilter;
import dev.headrace.task.inspect.TaskSearch;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Change many tasks with one call. */
@Path("/api/v1/tasks/actions")
@Scoped("tasks")
@Tag(name = "Tasks")
public class ActionResource {
    private final Actions actions;
    private final DryRun dryRun;
    private final TaskSearch search;
    private final NamedTasks named;

    ActionResource(Actions actions, DryRun dryRun, TaskSearch search, NamedTasks named) {
        this.actions = actions;
        this.dryRun = dryRun;
        this.search = search;
        this.named = named;
    }

    @POST
    @Operation(
            operationId = "actOnTasks",
            summary = "Cancel, retry, reprioritise or delete tasks: up to 1,000 by id at once, or all that match a"
                    + " filter",
            extensions = @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true))
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
        Violations violations = new Violations();
        request.check(violations);
        violations.orThrow();
        FilterInput written = request.filter();
        if (written == null) {
            return named.act(request, Asked.onTasks(caller, Scope.of(caller), request))
                    .map(RestResponse::ok);
        }
        TaskFilter filter = request.validFilter(written);
        Scope scope = Scope.of(caller).narrowedBy(filter);
        return request.onlyForeseen()
                ? count(request.change(), filter, scope).map(RestResponse::ok)
                : actions.open(Asked.onTasks(caller, scope, request))
                        .map(action -> RestResponse.status(RestResponse.Status.ACCEPTED, action));
    }

    private Uni<DryRun.Count> count(Change change, TaskFilter filter, Scope scope) {
        return dryRun.count(
                change.action(),
                state -> change.appliesTo(TaskState.valueOf(state)),
                before -> search.count(new TaskSearch.Question(filter, scope, before, 1))
                        .map(ActionResource::counted));
    }

    private static DryRun.Counted counted(TaskSearch.Counted found) {
        Map<String, Long> byState = new HashMap<>();
        found.byState().forEach((state, n) -> byState.put(state.name(), n));
        return new DryRun.Counted(byState, found.next());
    }

    @GET
    @Operation(operationId = "listTaskActions", summary = "Bulk actions, the newest first")
    public Uni<Page<ActionView>> list(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        return actions.list(Subject.TASK, Caller.of(rc), cursor, limit);
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getTaskAction",
            summary = "How far a bulk action is",
            extensions = @Extension(name = OperationErrors.NAME, value = "NOT_FOUND"))
    public Uni<ActionView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        return actions.get(Subject.TASK, id, Caller.of(rc));
    }

    @POST
    @Path("/{id}/stop")
    @Operation(
            operationId = "stopTaskAction",
            summary = "Stop a bulk action; what it has done stays done",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "NOT_FOUND")
            })
    public Uni<ActionView> stop(@PathParam("id") String id, @Context RoutingContext rc) {
        return actions.stop(Subject.TASK, id, Caller.of(rc));
    }
}
