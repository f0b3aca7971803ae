package dev.headrace.task.control;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.model.Priority;
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

/** Give any task another priority, and say why. */
@Path("/api/v1/tasks/{id}/requeue")
@Scoped("tasks")
@Tag(name = "Tasks")
public class RequeueResource {
    private static final int MAX_REASON = 500;

    private final TaskControl control;

    RequeueResource(TaskControl control) {
        this.control = control;
    }

    /**
     * What is wanted, and why.
     *
     * @param priority required
     * @param reason required; everybody who sees the task can read it
     */
    public record Request(
            @Nullable String priority, @Nullable String reason) implements CheckedBody {
        @Override
        public void check(Violations wrong) {
            wrong.required("priority", priority)
                    .check(
                            priority == null || Priority.parse(priority).isPresent(),
                            "priority",
                            "UNKNOWN",
                            "is " + priority + "; it must be one of CRITICAL, HIGH, NORMAL, LOW, BULK")
                    .requiredText("reason", reason, MAX_REASON);
        }
    }

    /** Where the task is now, and its priority. */
    public record Reply(UUID id, TaskState state, Priority priority) {}

    @POST
    @Operation(
            operationId = "requeueTask",
            summary = "Another priority for a task that waits, or another run with it for one that has ended",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "TASK_NOT_FOUND INVALID_TRANSITION")
            })
    public Uni<Reply> requeue(@PathParam("id") String id, @Nullable Request body, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        Request request = Body.present(body);
        Priority priority = priority(request);
        String reason = String.valueOf(request.reason());
        UUID task = Ids.parse(id, RequeueResource::unknown);
        return apply(new Change.Reprioritise(priority, reason), task, caller)
                .chain(effect -> hasEnded(effect)
                        ? apply(new Change.Retry(0, priority, reason), task, caller)
                        : Uni.createFrom().item(effect))
                .map(effect -> reply(effect, priority));
    }

    private static Priority priority(Request request) {
        Violations wrong = new Violations();
        request.check(wrong);
        wrong.orThrow();
        return Priority.parse(String.valueOf(request.priority())).orElse(Priority.NORMAL);
    }

    private Uni<Effect> apply(Change change, UUID task, Identity caller) {
        return control.apply(change, List.of(task), Actor.of(caller)).map(List::getFirst);
    }

    private static boolean hasEnded(Effect effect) {
        TaskState state = effect.state();
        return effect.result() == Effect.Result.SKIPPED && state != null && state.isFinished();
    }

    /** One that has this priority already is where it should be. */
    private static Reply reply(Effect effect, Priority priority) {
        TaskState state = effect.state();
        if (effect.result() == Effect.Result.NOT_FOUND || state == null) {
            throw unknown(effect.id().toString());
        }
        if (effect.result() != Effect.Result.DONE && !new Change.Reprioritise(priority).appliesTo(state)) {
            throw new ApiException(ErrorCode.INVALID_TRANSITION, String.valueOf(effect.reason()));
        }
        return new Reply(effect.id(), state, priority);
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.TASK_NOT_FOUND, "There is no task " + Ids.shown(id));
    }
}
