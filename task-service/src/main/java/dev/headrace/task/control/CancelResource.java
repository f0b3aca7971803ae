package dev.headrace.task.control;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Cancel a task. */
@Path("/api/v1/tasks/{id}/cancel")
@Scoped("tasks")
@Tag(name = "Tasks")
public class CancelResource {
    private final TaskControl control;

    CancelResource(TaskControl control) {
        this.control = control;
    }

    /**
     * How to cancel a task that runs.
     *
     * @param mode graceful (default): its worker is told in the next heartbeat and may still finish; force: the lease
     *     is revoked at once
     */
    public record Request(@Nullable String mode) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.check(
                    mode == null || "graceful".equals(mode) || "force".equals(mode),
                    "mode",
                    "UNKNOWN",
                    "is " + mode + "; it must be graceful or force");
        }
    }

    /**
     * What the cancel did.
     *
     * @param state CANCELLED, or RUNNING while a worker has been asked to stop
     */
    public record Reply(UUID id, TaskState state, boolean cancelRequested) {}

    @POST
    @Operation(
            operationId = "cancelTask",
            summary = "Cancel a task: at once while it waits, through its worker if not",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "TASK_NOT_FOUND INVALID_TRANSITION")
            })
    public Uni<Reply> cancel(@PathParam("id") String id, @Nullable Request request, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        Change change = change(request);
        UUID task = Ids.parse(id, CancelResource::unknown);
        return control.apply(change, List.of(task), Actor.of(caller)).map(effects -> reply(effects.getFirst()));
    }

    /** The change that a request asks for; graceful if there is none. @throws ApiException VALIDATION_FAILED */
    public static Change change(@Nullable Request request) {
        Request wanted = request == null ? new Request(null) : request;
        Violations wrong = new Violations();
        wanted.check(wrong);
        wrong.orThrow();
        return new Change.Cancel("force".equals(wanted.mode()));
    }

    /** A cancelled task stays cancelled, so repeating the call is no error; any other end is. */
    private static Reply reply(Effect effect) {
        TaskState state = effect.state();
        if (effect.result() == Effect.Result.NOT_FOUND || state == null) {
            throw unknown(effect.id().toString());
        }
        boolean cancelled = state == TaskState.CANCELLED || effect.result() == Effect.Result.REQUESTED;
        if (!cancelled) {
            throw new ApiException(ErrorCode.INVALID_TRANSITION, String.valueOf(effect.reason()));
        }
        return new Reply(effect.id(), state, true);
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.TASK_NOT_FOUND, "There is no task " + Ids.shown(id));
    }
}
