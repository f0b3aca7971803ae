package dev.headrace.task.inspect;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Look at tasks. */
@Path("/api/v1/tasks")
@Tag(name = "Tasks")
public class TaskResource {
    private final InspectStore store;

    public TaskResource(InspectStore store) {
        this.store = store;
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getTask", summary = "A task with its attempts")
    public Uni<TaskView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        return store.find(parse(id), Caller.of(rc)).map(found -> found.orElseThrow(() -> unknown(id)));
    }

    @GET
    @Operation(operationId = "listTasks", summary = "Tasks, the newest first")
    public Uni<Page<TaskView>> list(
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String queue,
            @RestQuery @Nullable String priority,
            @RestQuery @Nullable String tag,
            @RestQuery @Nullable String cursor,
            @RestQuery @Nullable Integer limit,
            @Context RoutingContext rc) {
        int size = Page.limit(limit);
        TaskFilter filter = TaskFilter.of(new TaskFilter.Query(state, type, queue, priority, tag, cursor));
        return store.list(filter, Caller.of(rc), size + 1).map(tasks -> page(tasks, size));
    }

    /** One more than asked for was read: if it is there, so is another page. */
    private static Page<TaskView> page(List<TaskView> tasks, int size) {
        if (tasks.size() <= size) {
            return new Page<>(tasks, null, size);
        }
        List<TaskView> shown = tasks.subList(0, size);
        return new Page<>(shown, Cursor.encode(shown.getLast().id().toString()), size);
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw unknown(id);
        }
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.TASK_NOT_FOUND, "There is no task " + (id.length() > 64 ? "of this id" : id));
    }
}
