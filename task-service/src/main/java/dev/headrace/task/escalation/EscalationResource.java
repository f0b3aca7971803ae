package dev.headrace.task.escalation;

import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.model.Priority;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What moved up lately in the caller's tenant. */
@Path("/api/v1/escalations")
@Scoped("queues")
@Tag(name = "Tasks")
public class EscalationResource {
    static final String LIST = """
            SELECT id, at, queue, type, from_priority, to_priority, tasks, due_at, reason FROM escalation
            WHERE tenant = $1 AND id < $2 ORDER BY tenant DESC, id DESC LIMIT $3
            """;

    private final TaskTransactions transactions;

    EscalationResource(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    @GET
    @Operation(
            operationId = "listEscalations",
            summary = "Tasks that moved up because they waited, of the last week, the latest first")
    public Uni<Page<EscalationView>> list(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable Integer limit, @Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        caller.require(Role.OPERATOR);
        int size = Page.limit(limit);
        long before = cursor == null ? Long.MAX_VALUE : Cursor.decode(cursor, Long::parseLong);
        return transactions.query(LIST, Tuple.of(caller.tenant(), before, size + 1), rows -> {
            List<EscalationView> all = new ArrayList<>(rows.size());
            rows.forEach(row -> all.add(new EscalationView(
                    row.getLong("id"),
                    row.getOffsetDateTime("at").toInstant(),
                    row.getString("queue"),
                    row.getString("type"),
                    Priority.ofRank(row.getShort("from_priority")),
                    Priority.ofRank(row.getShort("to_priority")),
                    row.getInteger("tasks"),
                    row.getOffsetDateTime("due_at").toInstant(),
                    row.getString("reason"))));
            return Page.of(all, size, view -> Long.toString(view.id()));
        });
    }
}
