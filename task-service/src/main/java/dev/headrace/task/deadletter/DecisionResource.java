package dev.headrace.task.deadletter;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.control.Actor;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.model.Priority;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decide about one dead letter. Each call answers with the dead letter as it is afterwards. */
@Path("/api/v1/dead-letters")
@Scoped("failures")
@Tag(name = "Dead letters")
public class DecisionResource {
    private final Letters letters;
    private final LetterStore store;

    DecisionResource(Letters letters, LetterStore store) {
        this.letters = letters;
        this.store = store;
    }

    /**
     * How its task is to run again.
     *
     * @param priority another one than it had
     * @param delayMs not before so many milliseconds from now
     */
    public record RetryRequest(
            @Nullable String priority,
            @Nullable Long delayMs,
            @Nullable String reason) implements CheckedBody {
        @Override
        public void check(Violations v) {
            Wishes.priority(v, priority);
            Wishes.delay(v, delayMs);
            Wishes.reason(v, reason);
        }
    }

    /** Why. */
    public record ReasonRequest(@Nullable String reason) implements CheckedBody {
        @Override
        public void check(Violations v) {
            Wishes.reason(v, reason);
        }
    }

    /** @param assignee who looks after it; absent is the caller, an empty text is nobody */
    public record AssignRequest(@Nullable String assignee) implements CheckedBody {
        @Override
        public void check(Violations v) {
            Wishes.assignee(v, assignee);
        }
    }

    /** What is to be remembered, up to 4,000 characters. */
    public record NoteRequest(@Nullable String text) implements CheckedBody {
        @Override
        public void check(Violations v) {
            Wishes.note(v, text);
        }
    }

    @POST
    @Path("/{id}/retry")
    @Operation(
            operationId = "retryDeadLetter",
            summary = "Run its task again, with all its attempts",
            extensions = @Extension(name = OperationErrors.NAME, value = "DEAD_LETTER_NOT_FOUND INVALID_TRANSITION"))
    public Uni<LetterView> retry(
            @PathParam("id") String id, @Nullable RetryRequest request, @Context RoutingContext rc) {
        RetryRequest how = request == null ? new RetryRequest(null, null, null) : request;
        Violations v = new Violations();
        how.check(v);
        v.orThrow();
        Priority priority = Wishes.parsed(how.priority());
        return decide(
                id, new LetterChange.Retry(how.delayMs() == null ? 0 : how.delayMs(), priority, how.reason()), rc);
    }

    @POST
    @Path("/{id}/resolve")
    @Operation(
            operationId = "resolveDeadLetter",
            summary = "Say that nothing is left to do; its task stays dead",
            extensions = @Extension(name = OperationErrors.NAME, value = "DEAD_LETTER_NOT_FOUND INVALID_TRANSITION"))
    public Uni<LetterView> resolve(
            @PathParam("id") String id, @Nullable ReasonRequest request, @Context RoutingContext rc) {
        return decide(id, new LetterChange.Resolve(reason(request)), rc);
    }

    @POST
    @Path("/{id}/abandon")
    @Operation(
            operationId = "abandonDeadLetter",
            summary = "Say that nobody wants it done; its task stays dead",
            extensions = @Extension(name = OperationErrors.NAME, value = "DEAD_LETTER_NOT_FOUND INVALID_TRANSITION"))
    public Uni<LetterView> abandon(
            @PathParam("id") String id, @Nullable ReasonRequest request, @Context RoutingContext rc) {
        return decide(id, new LetterChange.Abandon(reason(request)), rc);
    }

    @POST
    @Path("/{id}/assign")
    @Operation(
            operationId = "assignDeadLetter",
            summary = "Say who looks after it",
            extensions = @Extension(name = OperationErrors.NAME, value = "DEAD_LETTER_NOT_FOUND"))
    public Uni<LetterView> assign(
            @PathParam("id") String id, @Nullable AssignRequest request, @Context RoutingContext rc) {
        String named =
                request == null || request.assignee() == null ? Caller.of(rc).subject() : request.assignee();
        Wishes.assignee(new Violations(), named).orThrow();
        return decide(id, new LetterChange.Assign(named.isBlank() ? null : named), rc);
    }

    @POST
    @Path("/{id}/notes")
    @Operation(
            operationId = "noteDeadLetter",
            summary = "Leave a note",
            extensions = @Extension(name = OperationErrors.NAME, value = "DEAD_LETTER_NOT_FOUND"))
    public Uni<LetterView> note(@PathParam("id") String id, @Nullable NoteRequest request, @Context RoutingContext rc) {
        String text = Body.present(request).text();
        Wishes.note(new Violations(), text).orThrow();
        return decide(id, new LetterChange.Note(String.valueOf(text)), rc);
    }

    private static @Nullable String reason(@Nullable ReasonRequest request) {
        String reason = request == null ? null : request.reason();
        Wishes.reason(new Violations(), reason).orThrow();
        return reason;
    }

    private Uni<LetterView> decide(String id, LetterChange change, RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.USER, Role.OPERATOR);
        UUID letter = Ids.parse(id, LetterResource::unknown);
        return letters.apply(change, List.of(letter), Actor.of(caller))
                .invoke(effects -> mustBeDone(effects.getFirst()))
                .chain(effects -> store.find(letter, Scope.of(caller)))
                .map(found -> found.orElseThrow(() -> LetterResource.unknown(id)));
    }

    private static void mustBeDone(LetterEffect effect) {
        switch (effect.result()) {
            case DONE -> {
                // As wanted.
            }
            case SKIPPED -> throw new ApiException(ErrorCode.INVALID_TRANSITION, String.valueOf(effect.reason()));
            case NOT_FOUND -> throw LetterResource.unknown(effect.id().toString());
        }
    }
}
