package dev.headrace.task.outcome;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Answers of workers without a lease call. */
@Path("/api/v1/leases/outcomes")
@Scoped("workers")
@Tag(name = "Workers")
public class OutcomeResource implements BodyCheck<OutcomeResource.Request> {
    private final Outcomes outcomes;
    private final OutcomeConfig config;

    public OutcomeResource(Outcomes outcomes, OutcomeConfig config) {
        this.outcomes = outcomes;
        this.config = config;
    }

    /** A call with outcomes. */
    public record Request(@Nullable List<Outcome> outcomes) {
        List<Outcome> said() {
            return outcomes == null ? List.of() : outcomes;
        }
    }

    /** An answer for each outcome, in their order. */
    public record Reply(List<Answer> outcomes) {}

    @POST
    @Operation(operationId = "answerLeases", summary = "Say what became of leased tasks")
    public Uni<Reply> answer(@Nullable Request body, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.WORKER);
        Request request = Body.present(body);
        Violations wrong = new Violations();
        check(request, wrong);
        wrong.orThrow();
        return outcomes.answer(caller, request.said()).map(Reply::new);
    }

    @Override
    public Class<Request> type() {
        return Request.class;
    }

    @Override
    public void check(Request request, Violations wrong) {
        wrong.range("outcomes.length", request.said().size(), 1, config.maxPerCall());
    }
}
