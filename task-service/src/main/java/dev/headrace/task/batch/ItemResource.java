package dev.headrace.task.batch;

import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The items of a batch with their results. */
@Path("/api/v1/batches/{id}/items")
@Scoped("tasks")
@Tag(name = "Batches")
public class ItemResource {
    private static final Set<String> STATES =
            Set.copyOf(Arrays.stream(TaskState.values()).map(Enum::name).toList());

    private final Batches batches;
    private final ItemStore items;

    ItemResource(Batches batches, ItemStore items) {
        this.batches = batches;
        this.items = items;
    }

    @GET
    @Operation(
            operationId = "listBatchItems",
            summary = "Items of a batch in their order, each with its output or its error",
            extensions = @Extension(name = OperationErrors.NAME, value = "NOT_FOUND"))
    public Uni<Page<ItemView>> list(
            @PathParam("id") String id,
            @Parameter(description = "One or several, separated by commas") @RestQuery @Nullable String state,
            @RestQuery @Nullable String cursor,
            @RestQuery @Nullable Integer limit,
            @Context RoutingContext rc) {
        int size = Page.limit(limit);
        Set<TaskState> states = states(state);
        int from = cursor == null ? 0 : Cursor.decode(cursor, Integer::parseInt) + 1;
        return batches.known(id, Caller.of(rc))
                .chain(batch -> items.page(batch, from, states, size))
                .map(found -> page(found, size));
    }

    private static Page<ItemView> page(ItemStore.Found found, int limit) {
        String next = found.more()
                ? Cursor.encode(Integer.toString(found.items().getLast().index()))
                : null;
        return new Page<>(found.items(), next, limit);
    }

    private static Set<TaskState> states(@Nullable String asked) {
        Set<TaskState> states = EnumSet.noneOf(TaskState.class);
        Violations violations = new Violations();
        for (String one : asked == null ? new String[0] : asked.split(",", -1)) {
            String name = one.strip().toUpperCase(Locale.ROOT);
            violations.known("state", name, STATES);
            if (STATES.contains(name)) {
                states.add(TaskState.valueOf(name));
            }
        }
        violations.orThrow();
        return states;
    }
}
