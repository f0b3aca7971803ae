package dev.headrace.task.batch;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.idempotency.KeyHeader;
import dev.headrace.task.inspect.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Hand in batches and look at them. */
@Path("/api/v1/batches")
@Scoped("tasks")
@Tag(name = "Batches")
public class BatchResource {
    /** Set to true on the answer of a batch whose idempotency key was used before. */
    static final String REPLAYED = "Idempotency-Replayed";

    private static final int LISTED = 20;
    private static final int MOST_LISTED = 50;

    private final Batches batches;
    private final BatchStore store;

    BatchResource(Batches batches, BatchStore store) {
        this.batches = batches;
        this.store = store;
    }

    @POST
    @Operation(
            operationId = "submitBatch",
            summary = "Submit many tasks of one type: all of them, or none, durable before the answer",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "IDEMPOTENCY_IN_FLIGHT IDEMPOTENCY_CONFLICT")
            })
    @APIResponse(
            responseCode = "202",
            description = "Accepted: none of its tasks is lost any more",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BatchView.class)))
    public Uni<RestResponse<BatchView>> submit(@Nullable NewBatch body, @Context RoutingContext rc) {
        NewBatch batch = Body.present(body);
        String key = KeyHeader.read(rc.request().headers().getAll(KeyHeader.NAME));
        return batches.submit(batch, key, Caller.of(rc))
                .map(BatchResource::answer)
                .onFailure(BatchResource::isInFlight)
                .invoke(() -> rc.response().putHeader("Retry-After", "1"));
    }

    private static boolean isInFlight(Throwable failure) {
        return failure instanceof ApiException e && e.code() == ErrorCode.IDEMPOTENCY_IN_FLIGHT;
    }

    private static RestResponse<BatchView> answer(Batches.Submitted submitted) {
        var answer = RestResponse.ResponseBuilder.<BatchView>create(RestResponse.Status.ACCEPTED)
                .entity(submitted.batch());
        return submitted.replayed() ? answer.header(REPLAYED, "true").build() : answer.build();
    }

    @GET
    @Operation(operationId = "listBatches", summary = "Batches, the newest first")
    public Uni<Page<BatchView>> list(
            @RestQuery @Nullable String cursor,
            @Parameter(description = "1 to 50, 20 if absent: the tasks of those that go on are counted")
                    @RestQuery
                    @Nullable
                    Integer limit,
            @Context RoutingContext rc) {
        new Violations().range("limit", limit, 1, MOST_LISTED).orThrow();
        int size = limit == null ? LISTED : limit;
        UUID before = cursor == null ? null : Cursor.decode(cursor, UUID::fromString);
        return store.list(Scope.of(Caller.of(rc)), before, size + 1)
                .map(found -> Page.of(found, size, batch -> batch.id().toString()));
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getBatch",
            summary = "How far a batch is, and what its dead tasks died of",
            extensions = @Extension(name = OperationErrors.NAME, value = "NOT_FOUND"))
    public Uni<BatchView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        return batches.find(id, caller)
                .chain(batch -> batch.counts().dead() == 0
                        ? Uni.createFrom().item(batch)
                        : store.causes(batch.id()).map(batch::with));
    }
}
