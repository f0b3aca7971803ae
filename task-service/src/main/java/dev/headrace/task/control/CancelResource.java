package dev.headrace.task.control;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Cancel a task. */
@Path("/api/v1/tasks/{id}/cancel")
@Tag(name = "Tasks")
public class CancelResource {
    private final CancelStore store;
    private final TaskTransactions transactions;
    private final Signals signals;

    CancelResource(CancelStore store, TaskTransactions transactions, Signals signals) {
        this.store = store;
        this.transactions = transactions;
        this.signals = signals;
    }

    /**
     * How to cancel a task that runs.
     *
     * @param mode graceful (default): its worker is told in the next heartbeat and may still finish; force: the lease
     *     is revoked at once
     */
    public record Request(@Nullable String mode) {}

    /**
     * What the cancel did.
     *
     * @param state CANCELLED, or RUNNING while a worker has been asked to stop
     */
    public record Reply(UUID id, TaskState state, boolean cancelRequested) {}

    @POST
    @Operation(operationId = "cancelTask", summary = "Cancel a task: at once while it waits, through its worker if not")
    public Uni<Reply> cancel(@PathParam("id") String id, @Nullable Request request, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.USER, Role.OPERATOR);
        String mode = request == null || request.mode() == null ? "graceful" : request.mode();
        boolean force = "force".equals(mode);
        new Violations()
                .check(
                        force || "graceful".equals(mode),
                        "mode",
                        "UNKNOWN",
                        "is " + mode + "; it must be graceful or force")
                .orThrow();
        UUID task = parse(id);
        return transactions
                .run((connection, events) -> store.take(connection, events, task, caller, force)
                        .chain(taken -> done(connection, taken.orElseThrow(() -> unknown(id)))))
                .invoke(this::tell)
                .map(Done::reply);
    }

    /** The answer, and the worker that holds the task or held it until now. */
    private record Done(Reply reply, Optional<UUID> worker) {}

    private Uni<Done> done(SqlConnection connection, CancelStore.Taken taken) {
        UUID id = taken.facts().id();
        if (taken.state().isPresent()) {
            return Uni.createFrom().item(new Done(new Reply(id, TaskState.CANCELLED, true), taken.worker()));
        }
        return store.ask(connection, id)
                .chain(worker -> worker.isPresent()
                        ? Uni.createFrom().item(new Done(new Reply(id, TaskState.RUNNING, true), worker))
                        : store.state(connection, id).map(state -> new Done(refused(id, state), worker)));
    }

    /** A worker with a stream on this replica need not wait for its next heartbeat. */
    private void tell(Done done) {
        boolean revoked = done.reply().state() == TaskState.CANCELLED;
        done.worker().ifPresent(worker -> signals.cancelled(worker, done.reply().id(), revoked));
    }

    /** A cancelled task stays cancelled, so repeating the call is no error; any other end is. */
    private static Reply refused(UUID id, TaskState state) {
        if (state == TaskState.CANCELLED) {
            return new Reply(id, state, true);
        }
        throw new ApiException(
                ErrorCode.INVALID_TRANSITION, "The task is " + state + "; only what has not ended can be cancelled");
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
