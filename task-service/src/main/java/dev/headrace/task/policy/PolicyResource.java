package dev.headrace.task.policy;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.rule.RuleBook;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Retry policies of the caller's tenant. The name of a type of failure, such as TRANSIENT_NETWORK, means that type; any other
 * name is a task type, or many with {@code *}.
 */
@Path("/api/v1/retry-policies")
@Scoped("failures")
@Tag(name = "Failures")
public class PolicyResource {
    private static final long HOUR_MS = 3_600_000;
    private static final int MOST_HOURS = 24 * 30;
    private static final Pattern TYPE = Pattern.compile("[a-zA-Z0-9._:/*-]{1,128}");

    private final PolicyStore store;
    private final PolicyBook policies;
    private final SuccessStore success;
    private final RuleBook book;

    public PolicyResource(PolicyStore store, PolicyBook policies, SuccessStore success, RuleBook book) {
        this.store = store;
        this.policies = policies;
        this.success = success;
        this.book = book;
    }

    @GET
    @Operation(
            operationId = "listRetryPolicies",
            summary = "All retry policies, how well each did, and which change that speaks for")
    public Uni<PolicyReport> list(@RestQuery @Nullable Integer hours, @Context RoutingContext rc) {
        new Violations().range("hours", hours, 1, MOST_HOURS).orThrow();
        String tenant = Caller.of(rc).tenant();
        int span = hours == null ? 24 : hours;
        return success.measure(tenant, span * HOUR_MS)
                .map(measured -> PolicyReport.of(policies.of(tenant), measured, span));
    }

    @PUT
    @Path("/{name}")
    @Operation(
            operationId = "putRetryPolicy",
            summary = "Set the retry policy of task types, or of a type of failure",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<PolicyView> put(@PathParam("name") String name, @Nullable PolicyInput body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        Policy policy = Body.present(body).policy(named(name));
        Applied.Source kind = kind(name);
        return store.put(operator.tenant(), kind, name, policy, operator.subject())
                .invoke(PolicyResource::room)
                .call(policies::reload)
                .call(book::changed)
                .replaceWith(PolicyView.of(new Applied(kind, name, policy)));
    }

    @DELETE
    @Path("/{name}")
    @Operation(
            operationId = "deleteRetryPolicy",
            summary = "Forget a retry policy: for a type of failure the one that comes with Headrace applies again",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "RETRY_POLICY_NOT_FOUND")
            })
    public Uni<Void> delete(@PathParam("name") String name, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        return store.delete(operator.tenant(), kind(name), name)
                .invoke(found -> known(found, name))
                .call(policies::reload)
                .call(book::changed)
                .replaceWithVoid();
    }

    private static Applied.Source kind(String name) {
        boolean ofFailure =
                Arrays.stream(FailureType.values()).anyMatch(type -> type.name().equals(name));
        return ofFailure ? Applied.Source.CLASS : Applied.Source.TYPE;
    }

    private static Violations named(String name) {
        return new Violations()
                .check(
                        TYPE.matcher(name).matches(),
                        "name",
                        "INVALID",
                        "must be a type of failure, or 1 to 128 of a-z A-Z 0-9 . _ - : / and * for any characters");
    }

    private static void room(boolean put) {
        new Violations()
                .check(put, "name", "TOO_MANY", "is one more than the " + PolicyStore.MOST + " policies of a tenant")
                .orThrow();
    }

    private static void known(boolean found, String name) {
        if (!found) {
            throw new ApiException(ErrorCode.RETRY_POLICY_NOT_FOUND, "No retry policy is set for " + name);
        }
    }
}
