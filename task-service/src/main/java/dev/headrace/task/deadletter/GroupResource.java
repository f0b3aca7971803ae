package dev.headrace.task.deadletter;

import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Dead letters by their causes: a thousand failures are often three. */
@Path("/api/v1/dead-letters")
@Scoped("failures")
@Tag(name = "Dead letters")
public class GroupResource {
    private final TaskTransactions transactions;
    private final DeadLetterConfig config;

    GroupResource(TaskTransactions transactions, DeadLetterConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    @GET
    @Path("/groups")
    @Operation(
            operationId = "listDeadLetterGroups",
            summary = "Dead letters by their causes, the largest group first; those that are PENDING if no status is"
                    + " named")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "type", in = ParameterIn.QUERY, description = "Of the task: exact, or the beginning of it and *")
    @Parameter(name = "priority", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "failure_type", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "fingerprint", in = ParameterIn.QUERY, description = "This group alone")
    @Parameter(name = "tenant", in = ParameterIn.QUERY, description = "For admins; without it they see all tenants")
    @Parameter(name = "owner", in = ParameterIn.QUERY, description = "For operators")
    @Parameter(name = "assignee", in = ParameterIn.QUERY)
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "Last failure at this time or later")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Last failure before this time")
    @Parameter(name = "text", in = ParameterIn.QUERY, description = "As in the list of dead letters")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 500, 50 if absent")
    public Uni<Page<GroupView>> groups(@Context RoutingContext rc) {
        LetterQuery query = LetterQuery.limited(rc.queryParams());
        LetterFilter filter = query.filter().orPending();
        Scope scope = filter.within(Scope.of(Caller.of(rc)));
        LetterSearch.Question question = new LetterSearch.Question(filter, scope, null, query.limit());
        return transactions.query(
                question.groups(),
                LetterSearch.parameters(question, config.grouped(), query.limit()),
                rows -> page(rows, query.limit()));
    }

    /** It says how many dead letters were looked at if there may be more. */
    private Page<GroupView> page(RowSet<Row> rows, int limit) {
        List<GroupView> groups = new ArrayList<>(rows.size());
        long total = 0;
        for (Row row : rows) {
            total = row.getLong("total");
            groups.add(GroupView.of(row));
        }
        return new Page<>(groups, null, limit, total >= config.grouped() ? config.grouped() : null);
    }
}
