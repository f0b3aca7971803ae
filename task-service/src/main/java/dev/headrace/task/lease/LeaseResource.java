package dev.headrace.task.lease;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.outcome.Answer;
import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.outcome.OutcomeConfig;
import dev.headrace.task.outcome.Outcomes;
import dev.headrace.task.worker.Advice;
import dev.headrace.task.worker.Advisor;
import dev.headrace.task.worker.Worker;
import dev.headrace.task.worker.Workers;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lease tasks, and answer earlier ones in the same call. */
@Path("/api/v1/leases")
@Scoped("workers")
@Tag(name = "Workers")
public class LeaseResource implements BodyCheck<LeaseResource.Request> {
    private static final int DRAINED_MS = 1_000;

    private final Leases leases;
    private final Outcomes outcomes;
    private final Workers workers;
    private final Advisor advisor;
    private final LeaseConfig config;
    private final OutcomeConfig outcomeConfig;

    LeaseResource(
            Leases leases,
            Outcomes outcomes,
            Workers workers,
            Advisor advisor,
            LeaseConfig config,
            OutcomeConfig outcomeConfig) {
        this.leases = leases;
        this.outcomes = outcomes;
        this.workers = workers;
        this.advisor = advisor;
        this.config = config;
        this.outcomeConfig = outcomeConfig;
    }

    /**
     * A worker that has room.
     *
     * @param types narrows the worker's own; absent or empty means those
     * @param queues narrows the worker's own; absent or empty means those
     * @param max most tasks to lease; 0 only answers; default 1
     * @param waitMs longest wait for the first task, in milliseconds; default 0
     * @param leaseMs how long the leases hold without a heartbeat, in milliseconds
     * @param outcomes what became of earlier tasks
     */
    public record Request(
            @Nullable UUID workerId,
            @Nullable List<String> types,
            @Nullable List<String> queues,
            @Nullable Integer max,
            @Nullable Integer waitMs,
            @Nullable Integer leaseMs,
            @Nullable List<Outcome> outcomes) {
        List<Outcome> said() {
            return outcomes == null ? List.of() : outcomes;
        }
    }

    /** Leased tasks, the most urgent first, an answer for each outcome in their order, and what to do best next. */
    public record Reply(List<LeasedTask> tasks, List<Answer> outcomes, Advice advice) {}

    @POST
    @Operation(
            operationId = "leaseTasks",
            summary = "Lease tasks; waits for the first one if there is none",
            extensions = @Extension(name = OperationErrors.NAME, value = "WORKER_NOT_FOUND"))
    public Uni<Reply> lease(@Nullable Request body, @Context RoutingContext rc) {
        Request request = Body.present(body);
        Identity caller = Caller.of(rc);
        caller.require(Role.WORKER);
        Violations wrong = new Violations();
        check(request, wrong);
        wrong.orThrow();
        UUID workerId = request.workerId();
        if (workerId == null) {
            throw new IllegalStateException("validation lets no absent worker pass");
        }
        return workers.require(workerId, caller).chain(worker -> lease(request, caller, worker, rc));
    }

    @Override
    public Class<Request> type() {
        return Request.class;
    }

    @Override
    public void check(Request request, Violations wrong) {
        wrong.required("worker_id", request.workerId())
                .range("max", request.max(), 0, config.maxTasks())
                .range("wait_ms", request.waitMs(), 0, config.maxWaitMs())
                .range("outcomes.length", request.said().size(), 0, outcomeConfig.maxPerCall());
        Leases.check(wrong, request.types(), request.queues(), request.leaseMs());
    }

    private Uni<Reply> lease(Request request, Identity caller, Worker worker, RoutingContext rc) {
        Uni<List<Answer>> answers = outcomes.answer(caller, request.said());
        int max = request.max() == null ? 1 : request.max();
        Advice advice = advisor.of(worker);
        if (max == 0) {
            return answers.map(a -> new Reply(List.of(), a, advice));
        }
        int waitMs = request.waitMs() == null ? 0 : request.waitMs();
        if (advice.isDrain()) {
            return answers.map(a -> new Reply(List.of(), a, advice))
                    .onItem()
                    .delayIt()
                    .by(drained(waitMs));
        }
        Leases.Terms terms = leases.terms(worker, request.types(), request.queues(), request.leaseMs());
        rc.put(Exchange.PARKED, true);
        Uni<List<LeasedTask>> tasks = leases.next(terms, max, waitMs, leave -> rc.addEndHandler(done -> leave.run()));
        long asked = System.nanoTime();
        return Uni.combine()
                .all()
                .unis(answers, tasks)
                .with((a, t) -> new Reply(t, a, advisor.after(worker, max, t.size(), System.nanoTime() - asked)));
    }

    /** A worker that does not heed the advice must not ask in a busy loop. */
    private static Duration drained(int waitMs) {
        return Duration.ofMillis(Math.clamp(waitMs, 1, DRAINED_MS));
    }
}
