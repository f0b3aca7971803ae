package dev.headrace.task.deadletter;

import dev.headrace.platform.api.Raw;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.TaskSearch.Found;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** All dead letters that match, as a file. It is read page by page as fast as the caller takes it. */
@Path("/api/v1/dead-letters")
@Scoped("failures")
@Tag(name = "Dead letters")
public class ExportResource {
    private static final UUID FIRST = new UUID(-1, -1);
    private static final List<String> COLUMNS = List.of(
            "id",
            "task_id",
            "tenant",
            "owner",
            "type",
            "queue",
            "priority",
            "status",
            "reason",
            "failure_type",
            "confidence",
            "remediation",
            "alert_level",
            "fingerprint",
            "error_type",
            "error_message",
            "first_failed_at",
            "last_failed_at",
            "attempts",
            "deaths",
            "assignee",
            "retried_at",
            "next_retry_at",
            "updated_at");

    private final LetterSearch search;
    private final DeadLetterConfig config;

    ExportResource(LetterSearch search, DeadLetterConfig config) {
        this.search = search;
        this.config = config;
    }

    @GET
    @Path("/export.csv")
    @Produces("text/csv")
    @Raw
    @Operation(
            operationId = "exportDeadLetters",
            summary = "All dead letters that match a filter, the newest first, as CSV")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "type", in = ParameterIn.QUERY, description = "Of the task: exact, or the beginning of it and *")
    @Parameter(name = "priority", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "failure_type", in = ParameterIn.QUERY, description = "One or several, separated by commas")
    @Parameter(name = "fingerprint", in = ParameterIn.QUERY, description = "Those of one group")
    @Parameter(name = "tenant", in = ParameterIn.QUERY, description = "For admins; without it they see all tenants")
    @Parameter(name = "owner", in = ParameterIn.QUERY, description = "For operators")
    @Parameter(name = "assignee", in = ParameterIn.QUERY)
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "Last failure at this time or later")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Last failure before this time")
    @Parameter(name = "text", in = ParameterIn.QUERY, description = "As in the list of dead letters")
    public Multi<byte[]> export(@Context RoutingContext rc) {
        LetterFilter filter = LetterQuery.whole(rc.queryParams()).filter();
        Scope scope = filter.within(Scope.of(Caller.of(rc)));
        Multi<byte[]> lines =
                lines(at -> search.list(new LetterSearch.Question(filter, scope, at, config.exportPage())));
        return RestMulti.fromMultiData(lines)
                .header("Content-Disposition", "attachment; filename=\"dead-letters.csv\"")
                .build();
    }

    /** The file in parts: its head, and then each page, which is read when it is asked for. */
    static Multi<byte[]> lines(Function<UUID, Uni<Found<LetterView>>> pages) {
        Multi<byte[]> head = Multi.createFrom().item(() -> bytes(Csv.line(COLUMNS)));
        Multi<byte[]> rows = Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(FIRST), at -> page(pages, at))
                .whilst(found -> found.next() != null)
                .map(ExportResource::lines);
        return Multi.createBy().concatenating().streams(head, rows);
    }

    private static Uni<Found<LetterView>> page(Function<UUID, Uni<Found<LetterView>>> pages, AtomicReference<UUID> at) {
        return pages.apply(at.get())
                .invoke(found -> Optional.ofNullable(found.next()).ifPresent(at::set));
    }

    private static byte[] lines(Found<LetterView> found) {
        StringBuilder lines = new StringBuilder();
        found.items().forEach(letter -> lines.append(line(letter)));
        return bytes(lines.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String line(LetterView letter) {
        LetterView.Found failure = letter.failure();
        return Csv.line(Arrays.asList(
                letter.id(),
                letter.taskId(),
                letter.tenant(),
                letter.owner(),
                letter.type(),
                letter.queue(),
                letter.priority(),
                letter.status(),
                letter.reason(),
                failure == null ? null : failure.type(),
                failure == null ? null : failure.confidence(),
                failure == null ? null : failure.remediation(),
                failure == null ? null : failure.alertLevel(),
                letter.fingerprint(),
                letter.error().type(),
                letter.error().message(),
                letter.firstFailedAt(),
                letter.lastFailedAt(),
                letter.attempts(),
                letter.deaths(),
                letter.assignee(),
                letter.retriedAt(),
                letter.nextRetryAt(),
                letter.updatedAt()));
    }
}
