package dev.headrace.task.worker;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Workers register and send heartbeats. */
@Path("/api/v1/workers")
@Tag(name = "Workers")
public class WorkerResource {
    private static final int MAX_NAMES = 100;

    private final Workers workers;
    private final WorkerConfig config;

    public WorkerResource(Workers workers, WorkerConfig config) {
        this.workers = workers;
        this.config = config;
    }

    /**
     * A worker that wants tasks.
     *
     * @param types what it runs; absent or empty means all
     * @param queues where it takes from; absent or empty means all
     * @param slots how many tasks it runs at once; default 1
     */
    public record Registration(
            @Nullable String name,
            @Nullable List<String> types,
            @Nullable List<String> queues,
            @Nullable Integer slots) {
        void validate() {
            new Violations()
                    .requiredText("name", name, 128)
                    .range("slots", slots, 1, 10_000)
                    .range("types.length", types == null ? 0 : types.size(), 0, MAX_NAMES)
                    .range("queues.length", queues == null ? 0 : queues.size(), 0, MAX_NAMES)
                    .orThrow();
        }

        Set<String> typeSet() {
            return types == null ? Set.of() : Set.copyOf(types);
        }

        Set<String> queueSet() {
            return queues == null ? Set.of() : Set.copyOf(queues);
        }

        int slotCount() {
            return slots == null ? 1 : slots;
        }
    }

    /** How often, in milliseconds, to send a heartbeat while holding tasks. */
    public record Registered(UUID workerId, int heartbeatMs) {}

    @POST
    @Operation(operationId = "registerWorker", summary = "Register a worker")
    public Uni<RestResponse<Registered>> register(@Nullable Registration body, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.WORKER);
        Registration asked = Body.present(body);
        asked.validate();
        return workers.register(caller.tenant(), asked)
                .map(w -> new Registered(w.id(), config.heartbeatMs()))
                .map(r -> RestResponse.status(RestResponse.Status.CREATED, r));
    }

    @POST
    @Path("/{id}/heartbeat")
    @Operation(operationId = "heartbeat", summary = "Prolong every lease that a worker holds")
    public Uni<Heartbeat.Reply> heartbeat(
            @PathParam("id") UUID id, @Nullable Heartbeat body, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.WORKER);
        List<Heartbeat.Lease> held = Body.present(body).held(config.maxLeases());
        return workers.require(id, caller).chain(worker -> workers.beat(worker, held));
    }
}
