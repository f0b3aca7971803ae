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
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Give a task another run. */
@Path("/api/v1/tasks/{id}/retry")
@Scoped("tasks")
@Tag(name = "Tasks")
public class RetryResource {
    private static final long YEAR_MS = Duration.ofDays(366).toMillis();
    private static final int MAX_REASON = 500;

    private final TaskControl control;

    RetryResource(TaskControl control) {
        this.control = control;
    }

    /**
     * How to run it again.
     *
     * @param delayMs not before so many milliseconds from now
     * @param priority another priority than it had
     * @param reason why, for its changes
     */
    public record Request(
            @Nullable Long delayMs,
            @Nullable String priority,
            @Nullable String reason) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations
                    .check(
                            priority == null || Priority.parse(priority).isPresent(),
                            "priority",
                            "UNKNOWN",
                            "is " + priority + "; it must be one of CRITICAL, HIGH, NORMAL, LOW, BULK")
                    .range("delay_ms", delayMs, 0, YEAR_MS)
                    .text("reason", reason, MAX_REASON);
        }
    }

    /** Where the task is now: READY or SCHEDULED. */
    public record Reply(UUID id, TaskState state) {}

    @POST
    @Operation(
            operationId = "retryTask",
            summary = "Run a task again that has ended, with all its attempts",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "TASK_NOT_FOUND INVALID_TRANSITION")
            })
    public Uni<Reply> retry(@PathParam("id") String id, @Nullable Request request, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        Change change = change(request);
        UUID task = Ids.parse(id, RetryResource::unknown);
        return control.apply(change, List.of(task), Actor.of(caller)).map(effects -> reply(effects.getFirst()));
    }

    /** The change that a request asks for; a plain retry if there is none. @throws ApiException VALIDATION_FAILED */
    public static Change change(@Nullable Request request) {
        if (request == null) {
            return new Change.Retry(0, null, null);
        }
        Violations violations = new Violations();
        request.check(violations);
        violations.orThrow();
        Priority priority = request.priority() == null
                ? null
                : Priority.parse(request.priority()).orElse(null);
        return new Change.Retry(request.delayMs() == null ? 0 : request.delayMs(), priority, request.reason());
    }

    private static Reply reply(Effect effect) {
        TaskState state = effect.state();
        if (effect.result() == Effect.Result.NOT_FOUND || state == null) {
            throw unknown(effect.id().toString());
        }
        if (effect.result() != Effect.Result.DONE) {
            throw new ApiException(ErrorCode.INVALID_TRANSITION, String.valueOf(effect.reason()));
        }
        return new Reply(effect.id(), state);
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.TASK_NOT_FOUND, "There is no task " + Ids.shown(id));
    }
}
