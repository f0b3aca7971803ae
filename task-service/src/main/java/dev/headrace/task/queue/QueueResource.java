package dev.headrace.task.queue;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Queues of the caller's tenant. Operators change them, everybody may look. */
@Path("/api/v1/queues")
@Scoped("queues")
@Tag(name = "Queues")
public class QueueResource {
    private static final int MAX_RUNNING = 1_000_000;
    private static final int MAX_WEIGHT = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._:/-]{1,128}");
    /** A path under the list, so no queue of this name could be read. */
    private static final String RESERVED = "stats";

    private final Queues queues;

    QueueResource(Queues queues) {
        this.queues = queues;
    }

    /**
     * All settings of a queue; what is absent is set back.
     *
     * @param paused gives no new leases; default false
     * @param maxRunning most leases at a time; default no limit
     * @param weight share of new leases beside the other queues at equal priority, 1 to 1,000; default by due time
     * @param description for people, up to 1,000 characters
     */
    public record Settings(
            @Nullable Boolean paused,
            @Nullable Integer maxRunning,
            @Nullable Integer weight,
            @Nullable String description)
            implements CheckedBody {
        @Override
        public void check(Violations wrong) {
            wrong.range("max_running", maxRunning, 1, MAX_RUNNING)
                    .range("weight", weight, 1, MAX_WEIGHT)
                    .text("description", description, 1_000);
        }
    }

    @PUT
    @Path("/{name}")
    @Operation(
            operationId = "putQueue",
            summary = "Set up a queue: pause it, limit its leases, give it a weight, describe it",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "CONFLICT")
            })
    public Uni<QueueSettings> put(@PathParam("name") String name, @Nullable Settings body, @Context RoutingContext rc) {
        Settings settings = Body.present(body);
        Identity operator = Caller.of(rc);
        Violations wrong = named(name);
        settings.check(wrong);
        wrong.orThrow();
        boolean paused = Boolean.TRUE.equals(settings.paused());
        return queues.put(
                operator.tenant(),
                new QueueSettings(
                        name, paused, settings.maxRunning(), settings.weight(), settings.description(), null, null));
    }

    @POST
    @Path("/{name}/pause")
    @Operation(
            operationId = "pauseQueue",
            summary = "No new leases; those in force go on, submits are accepted",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "CONFLICT")
            })
    public Uni<QueueSettings> pause(@PathParam("name") String name, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        named(name).orThrow();
        return queues.pause(operator.tenant(), name, true);
    }

    @POST
    @Path("/{name}/resume")
    @Operation(
            operationId = "resumeQueue",
            summary = "Lease the tasks of a paused queue again",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "CONFLICT")
            })
    public Uni<QueueSettings> resume(@PathParam("name") String name, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        named(name).orThrow();
        return queues.pause(operator.tenant(), name, false);
    }

    @DELETE
    @Path("/{name}")
    @Operation(
            operationId = "deleteQueue",
            summary = "Forget the settings of a queue; its tasks stay",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "QUEUE_NOT_FOUND")
            })
    public Uni<Void> delete(@PathParam("name") String name, @Context RoutingContext rc) {
        return queues.delete(Caller.of(rc).tenant(), name);
    }

    @GET
    @Path("/{name}")
    @Operation(
            operationId = "getQueue",
            summary = "A queue that was set up or has tasks",
            extensions = @Extension(name = OperationErrors.NAME, value = "QUEUE_NOT_FOUND"))
    public Uni<QueueSettings> get(@PathParam("name") String name, @Context RoutingContext rc) {
        return queues.find(Caller.of(rc).tenant(), name);
    }

    @GET
    @Operation(operationId = "listQueues", summary = "The queues that were set up or have tasks, by name")
    public Uni<Page<QueueSettings>> list(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        int size = Page.limit(limit);
        String after = position(cursor);
        return queues.all(Caller.of(rc).tenant()).map(all -> page(all, QueueSettings::name, after, size));
    }

    @GET
    @Path("/stats")
    @Operation(operationId = "listQueueStats", summary = "What is in each queue by priority and state, by name")
    public Uni<Page<QueueStats>> listStats(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        int size = Page.limit(limit);
        String after = position(cursor);
        return queues.stats(Caller.of(rc).tenant()).map(all -> page(all, QueueStats::queue, after, size));
    }

    @GET
    @Path("/{name}/stats")
    @Operation(
            operationId = "getQueueStats",
            summary = "What is in a queue by priority and state",
            extensions = @Extension(name = OperationErrors.NAME, value = "QUEUE_NOT_FOUND"))
    public Uni<QueueStats> stats(@PathParam("name") String name, @Context RoutingContext rc) {
        return queues.stats(Caller.of(rc).tenant(), name);
    }

    @GET
    @Path("/{name}/scale")
    @Operation(
            operationId = "getQueueScale",
            summary = "How many workers a queue needs, for an autoscaler",
            extensions = @Extension(name = OperationErrors.NAME, value = "QUEUE_NOT_FOUND"))
    public Uni<QueueStats.Scale> scale(
            @PathParam("name") String name,
            @RestQuery("per_worker") @Nullable Integer perWorker,
            @Context RoutingContext rc) {
        new Violations().range("per_worker", perWorker, 1, 1_000_000).orThrow();
        int each = perWorker == null ? 100 : perWorker;
        return queues.stats(Caller.of(rc).tenant(), name).map(stats -> stats.scale(each));
    }

    private static Violations named(String name) {
        return new Violations()
                .check(
                        NAME.matcher(name).matches(),
                        "name",
                        "INVALID",
                        "must be 1 to 128 characters of a-z A-Z 0-9 . _ - : /")
                .check(!RESERVED.equals(name), "name", "RESERVED", "may not be " + RESERVED + "; choose another name");
    }

    private static @Nullable String position(@Nullable String cursor) {
        return cursor == null ? null : Cursor.decode(cursor, position -> position);
    }

    private static <T> Page<T> page(List<T> all, Function<T, String> name, @Nullable String after, int size) {
        List<T> rest = all.stream()
                .filter(t -> after == null || name.apply(t).compareTo(after) > 0)
                .toList();
        List<T> shown = rest.stream().limit(size).toList();
        String next = rest.size() > size ? Cursor.encode(name.apply(shown.getLast())) : null;
        return new Page<>(shown, next, size);
    }
}
