package dev.headrace.task.worker;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.outcome.Outcomes;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Look at workers, drain them, and take them off the list. */
@Path("/api/v1/workers")
@Scoped("workers")
@Tag(name = "Workers")
public class RosterResource {
    private static final int CHUNK = 1_000;

    private final RosterStore store;
    private final HeldStore held;
    private final Roster roster;
    private final Outcomes outcomes;

    public RosterResource(RosterStore store, HeldStore held, Roster roster, Outcomes outcomes) {
        this.store = store;
        this.held = held;
        this.roster = roster;
        this.outcomes = outcomes;
    }

    @GET
    @Operation(operationId = "listWorkers", summary = "Workers, the newest first")
    public Uni<Page<WorkerView>> list(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.OPERATOR, Role.WORKER);
        int size = Page.limit(limit);
        UUID before = cursor == null ? null : Cursor.decode(cursor, UUID::fromString);
        return store.list(caller.tenant(), before, size + 1)
                .chain(this::counted)
                .map(workers -> Page.of(workers, size, w -> w.id().toString()));
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getWorker",
            summary = "A worker, and how many tasks it holds",
            extensions = @Extension(name = OperationErrors.NAME, value = "WORKER_NOT_FOUND"))
    public Uni<WorkerView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.OPERATOR, Role.WORKER);
        return found(id, caller).chain(entry -> counted(List.of(entry.view()))).map(List::getFirst);
    }

    @POST
    @Path("/{id}/drain")
    @Operation(
            operationId = "drainWorker",
            summary = "Make a worker end: it gets no more tasks, finishes what it holds, and deregisters",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "WORKER_NOT_FOUND")
            })
    public Uni<WorkerView> drain(@PathParam("id") String id, @Context RoutingContext rc) {
        return found(id, Caller.of(rc))
                .map(entry -> entry.view().id())
                .call(store::drain)
                .invoke(roster::drain)
                .chain(worker -> get(worker.toString(), rc));
    }

    /** What became of a worker that was taken off the list. */
    public record Removed(UUID workerId, int released) {}

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deregisterWorker",
            summary = "Take a worker off the list; what it holds goes back to its queues and costs no attempt",
            extensions = @Extension(name = OperationErrors.NAME, value = "WORKER_NOT_FOUND"))
    public Uni<Removed> remove(@PathParam("id") String id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.WORKER, Role.OPERATOR);
        return found(id, caller).chain(this::remove);
    }

    /** First no more leases, then their release: a failure in between leaves a worker that can be removed again. */
    private Uni<Removed> remove(RosterStore.Entry entry) {
        UUID id = entry.view().id();
        roster.drain(id);
        return release(id, 0)
                .call(() -> store.remove(id))
                .invoke(() -> roster.forget(id))
                .map(released -> new Removed(id, released));
    }

    private Uni<Integer> release(UUID worker, int before) {
        return held.releasesOf(worker, CHUNK).chain(releases -> {
            int released = before + releases.size();
            Uni<Integer> done = outcomes.end(releases).replaceWith(released);
            return releases.size() < CHUNK ? done : done.chain(n -> release(worker, n));
        });
    }

    private Uni<RosterStore.Entry> found(String id, Identity caller) {
        return store.find(Ids.parse(id, RosterResource::unknown), caller)
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    private Uni<List<WorkerView>> counted(List<WorkerView> workers) {
        return held.count(workers.stream().map(WorkerView::id).toList())
                .map(leases -> workers.stream().map(w -> w.holding(leases)).toList());
    }

    private static ApiException unknown(String id) {
        return new ApiException(
                ErrorCode.WORKER_NOT_FOUND,
                "There is no worker " + Ids.shown(id) + "; GET /api/v1/workers lists those of your tenant");
    }
}
