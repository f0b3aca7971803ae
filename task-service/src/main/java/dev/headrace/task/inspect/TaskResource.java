package dev.headrace.task.inspect;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Look at tasks. */
@Path("/api/v1/tasks")
@Scoped("tasks")
@Tag(name = "Tasks")
public class TaskResource {
    private static final int MAX_LIMIT = 500;
    private static final Set<String> PARAMETERS = Stream.concat(
                    FilterInput.NAMES.stream(), Stream.of("cursor", "limit"))
            .collect(Collectors.toUnmodifiableSet());

    private final InspectStore store;
    private final TaskSearch search;

    public TaskResource(InspectStore store, TaskSearch search) {
        this.store = store;
        this.search = search;
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getTask",
            summary = "A task with its attempts, and who did what to it",
            extensions = @Extension(name = OperationErrors.NAME, value = "TASK_NOT_FOUND"))
    public Uni<TaskView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        return store.find(Ids.parse(id, TaskResource::unknown), Caller.of(rc))
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    @GET
    @Operation(operationId = "listTasks", summary = "Tasks that match a filter, the newest first")
    @Parameter(name = "state", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "type", in = ParameterIn.QUERY, description = "Exact, or the beginning of it and *")
    @Parameter(name = "queue", in = ParameterIn.QUERY)
    @Parameter(name = "priority", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "tag", in = ParameterIn.QUERY)
    @Parameter(name = "owner", in = ParameterIn.QUERY, description = "For operators")
    @Parameter(name = "tenant", in = ParameterIn.QUERY, description = "For admins; without it they see all tenants")
    @Parameter(name = "created_after", in = ParameterIn.QUERY, description = "From this time on")
    @Parameter(name = "created_before", in = ParameterIn.QUERY, description = "Before this time")
    @Parameter(name = "finished_after", in = ParameterIn.QUERY, description = "From this time on")
    @Parameter(name = "finished_before", in = ParameterIn.QUERY, description = "Before this time")
    @Parameter(
            name = "text",
            in = ParameterIn.QUERY,
            description = "Part of the type or of the last error's type or message, or the beginning of an id")
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "meta.page.next of the page before")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 500, 50 if absent")
    public Uni<Page<TaskView>> list(@Context RoutingContext rc) {
        MultiMap query = rc.queryParams();
        Violations violations = new Violations();
        query.names().forEach(name -> violations.knownParameter(name, PARAMETERS));
        TaskFilter filter = FilterInput.of(query).read(violations);
        int limit = limit(violations, query.get("limit"));
        violations.orThrow();
        Scope scope = Scope.of(Caller.of(rc)).narrowedBy(filter);
        UUID before = position(query.get("cursor"), filter);
        return search.list(new TaskSearch.Question(filter, scope, before, limit))
                .map(found -> page(found, filter, limit));
    }

    private static int limit(Violations violations, @Nullable String asked) {
        if (asked == null) {
            return Page.DEFAULT_LIMIT;
        }
        boolean number = asked.matches("\\d{1,9}");
        int limit = number ? Integer.parseInt(asked) : 0;
        violations.check(
                limit >= 1 && limit <= MAX_LIMIT,
                "limit",
                "OUT_OF_RANGE",
                "is " + asked + "; it must be from 1 to " + MAX_LIMIT);
        return limit;
    }

    private static Page<TaskView> page(TaskSearch.Found<TaskView> found, TaskFilter filter, int limit) {
        String next = found.next() == null ? null : Cursor.encode(filter.fingerprint() + ":" + found.next());
        return new Page<>(found.items(), next, limit, found.examined());
    }

    private record Position(String filter, UUID before) {
        static Position parse(String text) {
            int colon = text.indexOf(':');
            return new Position(text.substring(0, colon), UUID.fromString(text.substring(colon + 1)));
        }
    }

    /** A cursor goes on with the list that it came from, and with no other. */
    private static @Nullable UUID position(@Nullable String cursor, TaskFilter filter) {
        if (cursor == null) {
            return null;
        }
        Position position = Cursor.decode(cursor, Position::parse);
        new Violations()
                .check(
                        position.filter().equals(filter.fingerprint()),
                        "cursor",
                        "OTHER_FILTER",
                        "belongs to another filter; repeat the filter that it came with, or begin without a cursor")
                .orThrow();
        return position.before();
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.TASK_NOT_FOUND, "There is no task " + Ids.shown(id));
    }
}
