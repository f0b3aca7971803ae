package dev.headrace.task.deadletter;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.TaskSearch.Found;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Look at dead letters. */
@Path("/api/v1/dead-letters")
@Scoped("failures")
@Tag(name = "Dead letters")
public class LetterResource {
    private final LetterStore store;
    private final LetterSearch search;

    LetterResource(LetterStore store, LetterSearch search) {
        this.store = store;
        this.search = search;
    }

    @GET
    @Operation(operationId = "listDeadLetters", summary = "Dead letters that match a filter, the newest first")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "type", in = ParameterIn.QUERY, description = "Of the task: exact, or the beginning of it and *")
    @Parameter(name = "priority", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "failure_type", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "fingerprint", in = ParameterIn.QUERY, description = "Those of one group")
    @Parameter(name = "task_id", in = ParameterIn.QUERY)
    @Parameter(name = "tenant", in = ParameterIn.QUERY, description = "For admins; without it they see all tenants")
    @Parameter(name = "owner", in = ParameterIn.QUERY, description = "For operators")
    @Parameter(name = "assignee", in = ParameterIn.QUERY)
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "Last failure at this time or later")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Last failure before this time")
    @Parameter(
            name = "text",
            in = ParameterIn.QUERY,
            description = "Part of the task's type or of the error's type or message, in any case")
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "meta.page.next of the page before")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 500, 50 if absent")
    public Uni<Page<LetterView>> list(@Context RoutingContext rc) {
        LetterQuery query = LetterQuery.paged(rc.queryParams());
        Scope scope = query.filter().within(Scope.of(Caller.of(rc)));
        return search.list(new LetterSearch.Question(query.filter(), scope, before(query), query.limit()))
                .map(found -> page(found, query));
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getDeadLetter",
            summary = "A dead letter with its notes, and who did what to it",
            extensions = @Extension(name = OperationErrors.NAME, value = "DEAD_LETTER_NOT_FOUND"))
    public Uni<LetterView> get(@PathParam("id") String id, @Context RoutingContext rc) {
        return store.find(Ids.parse(id, LetterResource::unknown), Scope.of(Caller.of(rc)))
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    static ApiException unknown(String id) {
        return new ApiException(ErrorCode.DEAD_LETTER_NOT_FOUND, "There is no dead letter " + Ids.shown(id));
    }

    private static Page<LetterView> page(Found<LetterView> found, LetterQuery query) {
        String next = found.next() == null ? null : Cursor.encode(query.filter().hash() + ":" + found.next());
        return new Page<>(found.items(), next, query.limit(), found.examined());
    }

    private record Position(String filter, UUID before) {
        static Position parse(String text) {
            int colon = text.indexOf(':');
            return new Position(text.substring(0, colon), UUID.fromString(text.substring(colon + 1)));
        }
    }

    /** A cursor goes on with the list that it came from, and with no other. */
    private static @Nullable UUID before(LetterQuery query) {
        if (query.cursor() == null) {
            return null;
        }
        Position position = Cursor.decode(query.cursor(), Position::parse);
        new Violations()
                .check(
                        position.filter().equals(query.filter().hash()),
                        "cursor",
                        "OTHER_FILTER",
                        "belongs to another filter; repeat the filter that it came with, or begin without a cursor")
                .orThrow();
        return position.before();
    }
}
