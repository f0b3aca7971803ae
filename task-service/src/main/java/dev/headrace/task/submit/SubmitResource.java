package dev.headrace.task.submit;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.Envelope;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.idempotency.IdempotencyConfig;
import dev.headrace.task.idempotency.KeyHeader;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Hand in tasks. */
@Path("/api/v1/tasks")
@Scoped("tasks")
@Tag(name = "Tasks")
public class SubmitResource {
    /** Set to true on the answer of a submission whose idempotency key was used before. */
    static final String REPLAYED = "Idempotency-Replayed";

    private final Submits submits;
    private final Admission admission;
    private final BulkReader bulk;
    private final Tenants tenants;
    private final String retryAfter;

    SubmitResource(
            Submits submits, Admission admission, BulkReader bulk, Tenants tenants, IdempotencyConfig idempotency) {
        this.submits = submits;
        this.admission = admission;
        this.bulk = bulk;
        this.tenants = tenants;
        this.retryAfter = Long.toString(Math.max(1, idempotency.retryAfter().toSeconds()));
    }

    /** A bulk. */
    public record Bulk(List<NewTask> tasks) {}

    /** The result of each item, in their order. */
    public record BulkReply(int accepted, int rejected, List<ItemReply> results) {}

    /** The task of one item, or what is wrong with it. */
    public record ItemReply(
            int index,
            @Nullable UUID id,
            @Nullable Submitted task,
            @Nullable Boolean replayed,
            Envelope.@Nullable Problem error) {}

    @POST
    @Operation(
            operationId = "submitTask",
            summary = "Submit a task: durable before the answer",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "IDEMPOTENCY_IN_FLIGHT IDEMPOTENCY_CONFLICT")
            })
    @APIResponse(
            responseCode = "202",
            description = "Accepted: it is not lost any more",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Submitted.class)))
    public Uni<RestResponse<Submitted>> submit(@Nullable NewTask body, @Context RoutingContext rc) {
        NewTask task = Body.present(body);
        Identity caller = submitter(rc);
        return submits.one(admission.admit(task, KeyHeader.read(keys(rc)), caller))
                .map(result -> answer(result, rc));
    }

    @POST
    @Path("/bulk")
    @Operation(
            operationId = "submitTasks",
            summary = "Submit up to 1,000 tasks; each is accepted or refused by itself",
            extensions = @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true))
    public Uni<BulkReply> submitBulk(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = Bulk.class)))
                    byte[] body,
            @Context RoutingContext rc) {
        Identity caller = submitter(rc);
        new Violations()
                .check(
                        keys(rc).isEmpty(),
                        KeyHeader.NAME,
                        "NOT_FOR_BULK",
                        "is for a single task; give each task of a bulk its own idempotency_key")
                .orThrow();
        List<BulkReader.Item> items = bulk.read(body, caller);
        List<Submission> good = new ArrayList<>(items.size());
        items.forEach(i -> {
            if (i.submission() != null) {
                good.add(i.submission());
            }
        });
        return submits.all(good).map(results -> reply(items, results.iterator()));
    }

    private Identity submitter(RoutingContext rc) {
        Identity caller = Caller.of(rc);
        tenants.saw(caller);
        return caller;
    }

    private static List<String> keys(RoutingContext rc) {
        return rc.request().headers().getAll(KeyHeader.NAME);
    }

    private RestResponse<Submitted> answer(SubmitResult result, RoutingContext rc) {
        return switch (result) {
            case SubmitResult.Accepted a -> RestResponse.status(RestResponse.Status.ACCEPTED, a.task());
            case SubmitResult.Replayed r ->
                RestResponse.ResponseBuilder.<Submitted>create(RestResponse.Status.ACCEPTED)
                        .entity(r.task())
                        .header(REPLAYED, "true")
                        .build();
            case SubmitResult.Conflict c -> throw c.problem();
            case SubmitResult.InFlight f -> {
                rc.response().putHeader("Retry-After", retryAfter);
                throw f.problem();
            }
        };
    }

    private static BulkReply reply(List<BulkReader.Item> items, Iterator<SubmitResult> results) {
        List<ItemReply> replies = new ArrayList<>(items.size());
        int accepted = 0;
        for (int index = 0; index < items.size(); index++) {
            ApiException problem = items.get(index).problem();
            ItemReply reply = problem == null ? written(index, results.next()) : refused(index, problem);
            accepted += reply.error() == null ? 1 : 0;
            replies.add(reply);
        }
        return new BulkReply(accepted, items.size() - accepted, replies);
    }

    private static ItemReply written(int index, SubmitResult result) {
        return switch (result) {
            case SubmitResult.Accepted a -> new ItemReply(index, a.task().id(), a.task(), null, null);
            case SubmitResult.Replayed r -> new ItemReply(index, r.task().id(), r.task(), true, null);
            case SubmitResult.Conflict c -> refused(index, c.problem());
            case SubmitResult.InFlight f -> refused(index, f.problem());
        };
    }

    private static ItemReply refused(int index, ApiException problem) {
        var error = Envelope.Problem.of(problem.code(), problem.detail(), BulkReader.errors(index, problem));
        return new ItemReply(index, null, null, null, error);
    }
}
