package dev.headrace.task.submit;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.Envelope;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Hand in tasks. */
@Path("/api/v1/tasks")
@Tag(name = "Tasks")
public class SubmitResource {
    /** Set to true on the answer of a submission whose idempotency key was used before. */
    static final String REPLAYED = "Idempotency-Replayed";

    private static final String KEY_HEADER = "Idempotency-Key";

    private final Submits submits;
    private final Admission admission;
    private final BulkReader bulk;
    private final Tenants tenants;

    SubmitResource(Submits submits, Admission admission, BulkReader bulk, Tenants tenants) {
        this.submits = submits;
        this.admission = admission;
        this.bulk = bulk;
        this.tenants = tenants;
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
    @Operation(operationId = "submitTask", summary = "Submit a task: durable before the answer")
    public Uni<RestResponse<Submitted>> submit(@Nullable NewTask body, @Context RoutingContext rc) {
        NewTask task = Body.present(body);
        Identity caller = submitter(rc);
        String header = rc.request().getHeader(KEY_HEADER);
        return submits.one(admission.admit(header == null ? task : withKey(task, header), caller))
                .map(SubmitResource::answer);
    }

    @POST
    @Path("/bulk")
    @Operation(operationId = "submitTasks", summary = "Submit up to 1,000 tasks; each is accepted or refused by itself")
    public Uni<BulkReply> submitBulk(
            @RequestBody(content = @Content(schema = @Schema(implementation = Bulk.class))) byte[] body,
            @Context RoutingContext rc) {
        List<BulkReader.Item> items = bulk.read(body, submitter(rc));
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
        caller.require(Role.USER, Role.OPERATOR);
        tenants.saw(caller);
        return caller;
    }

    private static NewTask withKey(NewTask t, String header) {
        String bare = header.length() > 1 && header.startsWith("\"") && header.endsWith("\"")
                ? header.substring(1, header.length() - 1)
                : header;
        new Violations()
                .check(
                        t.idempotencyKey() == null || t.idempotencyKey().equals(bare),
                        "idempotency_key",
                        "CONFLICT",
                        "differs from the header " + KEY_HEADER)
                .orThrow();
        return new NewTask(
                t.type(),
                t.payload(),
                t.queue(),
                t.priority(),
                t.runAt(),
                t.delayMs(),
                t.timeoutMs(),
                t.budgetMs(),
                t.startWithinMs(),
                t.maxAttempts(),
                t.retry(),
                t.tags(),
                t.metadata(),
                bare,
                t.target());
    }

    private static RestResponse<Submitted> answer(SubmitResult result) {
        return switch (result) {
            case SubmitResult.Accepted a -> RestResponse.status(RestResponse.Status.ACCEPTED, a.task());
            case SubmitResult.Replayed r ->
                RestResponse.ResponseBuilder.<Submitted>create(RestResponse.Status.ACCEPTED)
                        .entity(r.task())
                        .header(REPLAYED, "true")
                        .build();
            case SubmitResult.Conflict c -> throw new ApiException(ErrorCode.IDEMPOTENCY_CONFLICT, c.detail());
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
            case SubmitResult.Conflict c ->
                refused(index, new ApiException(ErrorCode.IDEMPOTENCY_CONFLICT, c.detail()));
        };
    }

    private static ItemReply refused(int index, ApiException problem) {
        var error = Envelope.Problem.of(problem.code(), problem.detail(), BulkReader.errors(index, problem));
        return new ItemReply(index, null, null, null, error);
    }
}
