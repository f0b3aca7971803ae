package dev.headrace.task.worker;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
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
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Workers register and send heartbeats. */
@Path("/api/v1/workers")
@Scoped("workers")
@Tag(name = "Workers")
public class WorkerResource implements BodyCheck<Heartbeat> {
    private static final int MAX_NAMES = 100;
    private static final int MAX_NAME = 128;

    private final Workers workers;
    private final WorkerConfig config;

    public WorkerResource(Workers workers, WorkerConfig config) {
        this.workers = workers;
        this.config = config;
    }

    /**
     * A worker that wants tasks.
     *
     * @param tenants whom it serves, {@code *} is everybody; only an admin may name any; absent is the own tenant
     * @param types what it runs; absent or empty means all
     * @param queues where it takes from; absent or empty means all
     * @param slots how many tasks it runs at once; default 1
     */
    public record Registration(
            @Nullable String name,
            @Nullable List<@Nullable String> tenants,
            @Nullable List<@Nullable String> types,
            @Nullable List<@Nullable String> queues,
            @Nullable Integer slots)
            implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.requiredText("name", name, 128).range("slots", slots, 1, 10_000);
            names(violations, "tenants", tenants);
            names(violations, "types", types);
            names(violations, "queues", queues);
        }

        private static void names(Violations violations, String field, @Nullable List<@Nullable String> names) {
            if (names == null) {
                return;
            }
            violations.range(field + ".length", names.size(), 0, MAX_NAMES);
            for (int i = 0; i < Math.min(names.size(), MAX_NAMES); i++) {
                violations.requiredText(field + "[" + i + "]", names.get(i), MAX_NAME);
            }
        }

        Set<String> tenantSet() {
            return tenants == null ? Set.of() : Set.copyOf(tenants);
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
    @Operation(
            operationId = "registerWorker",
            summary = "Register a worker",
            extensions = @Extension(name = Roles.NAME, value = Roles.WORKER, parseValue = true))
    @APIResponse(
            responseCode = "201",
            description = "Registered",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Registered.class)))
    public Uni<RestResponse<Registered>> register(@Nullable Registration body, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        Registration asked = Body.present(body);
        Violations wrong = new Violations();
        asked.check(wrong);
        wrong.orThrow();
        if (!asked.tenantSet().isEmpty() && !caller.isAdmin()) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "Only an admin's worker may serve tenants; leave out the field tenants");
        }
        return workers.register(caller.tenant(), asked)
                .map(w -> new Registered(w.id(), config.heartbeatMs()))
                .map(r -> RestResponse.status(RestResponse.Status.CREATED, r));
    }

    @POST
    @Path("/{id}/heartbeat")
    @Operation(
            operationId = "heartbeat",
            summary = "Prolong every lease that a worker holds",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.WORKER, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "WORKER_NOT_FOUND")
            })
    public Uni<Heartbeat.Reply> heartbeat(
            @PathParam("id") String id, @Nullable Heartbeat body, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        List<Heartbeat.Lease> held = Body.present(body).held(config.maxLeases());
        return workers.require(Ids.parse(id, Workers::unknown), caller).chain(worker -> workers.beat(worker, held));
    }

    @Override
    public Class<Heartbeat> type() {
        return Heartbeat.class;
    }

    @Override
    public void check(Heartbeat body, Violations wrong) {
        body.check(wrong, config.maxLeases());
    }
}
