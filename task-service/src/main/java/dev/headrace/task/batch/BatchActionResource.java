package dev.headrace.task.batch;

import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.control.CancelResource;
import dev.headrace.task.control.Change;
import dev.headrace.task.control.Effect;
import dev.headrace.task.control.RetryResource;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Cancel a batch, or give its failed tasks another run. */
@Path("/api/v1/batches/{id}")
@Scoped("tasks")
@Tag(name = "Batches")
public class BatchActionResource {
    private static final Set<TaskState> FAILED = Set.of(TaskState.DEAD);
    private static final Set<TaskState> FAILED_OR_CANCELLED = Set.of(TaskState.DEAD, TaskState.CANCELLED);
    private static final Set<TaskState> ANY = Set.of();

    private final Batches batches;

    BatchActionResource(Batches batches) {
        this.batches = batches;
    }

    /**
     * Which tasks to run again, and how.
     *
     * @param cancelled those that were cancelled too; only dead ones if absent
     * @param delayMs not before so many milliseconds from now
     * @param priority another priority than they had
     * @param reason why, for the changes of the tasks
     */
    public record Retry(
            @Nullable Boolean cancelled,
            @Nullable Long delayMs,
            @Nullable String priority,
            @Nullable String reason) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            task().check(violations);
        }

        private RetryResource.Request task() {
            return new RetryResource.Request(delayMs, priority, reason);
        }
    }

    /**
     * What was done.
     *
     * @param done tasks that were changed
     * @param requested those whose workers were asked to stop
     * @param skipped those whose state did not allow it, or changed meanwhile
     */
    public record Reply(int done, int requested, int skipped, BatchView batch) {}

    @POST
    @Path("/retry")
    @Operation(
            operationId = "retryBatch",
            summary = "Run the failed tasks of a batch again, with all their attempts; those that go on are left alone",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "NOT_FOUND")
            })
    public Uni<Reply> retry(@PathParam("id") String id, @Nullable Retry request, @Context RoutingContext rc) {
        Retry wanted = request == null ? new Retry(null, null, null, null) : request;
        Set<TaskState> states = Boolean.TRUE.equals(wanted.cancelled()) ? FAILED_OR_CANCELLED : FAILED;
        return batches.change(id, states, RetryResource.change(wanted.task()), Caller.of(rc))
                .map(BatchActionResource::reply);
    }

    @POST
    @Path("/cancel")
    @Operation(
            operationId = "cancelBatch",
            summary =
                    "Cancel the tasks of a batch that have not ended: at once while they wait, through their workers if not",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "NOT_FOUND")
            })
    public Uni<Reply> cancel(
            @PathParam("id") String id, CancelResource.@Nullable Request request, @Context RoutingContext rc) {
        Change change = CancelResource.change(request);
        return batches.change(id, ANY, change, Caller.of(rc)).map(BatchActionResource::reply);
    }

    private static Reply reply(Batches.Done done) {
        int changed = count(done.effects(), Effect.Result.DONE);
        int requested = count(done.effects(), Effect.Result.REQUESTED);
        return new Reply(changed, requested, done.effects().size() - changed - requested, done.batch());
    }

    private static int count(List<Effect> effects, Effect.Result result) {
        return (int) effects.stream().filter(e -> e.result() == result).count();
    }
}
