package dev.headrace.task.limit;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.rule.LimitRule;
import dev.headrace.task.rule.PayloadPath;
import dev.headrace.task.rule.RuleBook;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Limits of the caller's tenant. Operators change them, everybody may look. */
@Path("/api/v1/limits")
@Scoped("queues")
@Tag(name = "Queues")
public class LimitResource {
    private static final int MOST = 100;
    private static final int MILLION = 1_000_000;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,64}");
    private static final Pattern TYPE = Pattern.compile("[a-zA-Z0-9._:/*-]{1,128}");

    private final LimitStore store;
    private final RuleBook rules;

    public LimitResource(LimitStore store, RuleBook rules) {
        this.store = store;
        this.rules = rules;
    }

    /**
     * All settings of a limit; what is absent is set back. See {@link Limit}.
     *
     * @param key required
     */
    public record Settings(
            @Nullable String key,
            @Nullable String queue,
            @Nullable String type,
            @Nullable Integer maxRunning,
            Limit.@Nullable Rate rate,
            @Nullable Integer cost,
            @Nullable String costPath,
            @Nullable String description)
            implements CheckedBody {
        int fixedCost() {
            return cost == null ? 1 : cost;
        }

        @Override
        public void check(Violations v) {
            v.requiredText("key", key, 256)
                    .check(
                            key == null || isKey(key),
                            "key",
                            "INVALID",
                            "is " + key + "; it must be type, tenant or a path such as $.customer.id")
                    .text("queue", queue, 128)
                    .check(
                            type == null || TYPE.matcher(type).matches(),
                            "type",
                            "INVALID",
                            "must be 1 to 128 of a-z A-Z 0-9 . _ - : / and * for any characters")
                    .check(
                            maxRunning != null || rate != null,
                            "max_running",
                            "REQUIRED",
                            "or rate must be given, or the limit limits nothing")
                    .range("max_running", maxRunning, 1, MILLION)
                    .range("cost", cost, 1, MILLION)
                    .check(
                            costPath == null || PayloadPath.parse(costPath).isPresent(),
                            "cost_path",
                            "INVALID",
                            "must be a path such as $.tokens")
                    .text("description", description, 1_000);
            if (rate != null) {
                v.required("rate.units", rate.units())
                        .range("rate.units", rate.units(), 1, MILLION)
                        .required("rate.per_ms", rate.perMs())
                        .range(
                                "rate.per_ms",
                                rate.perMs(),
                                1,
                                Duration.ofDays(31).toMillis())
                        .range("rate.burst", rate.burst(), 1, MILLION);
            }
        }

        private static boolean isKey(String key) {
            return LimitRule.TYPE.equals(key)
                    || LimitRule.TENANT.equals(key)
                    || PayloadPath.parse(key).isPresent();
        }
    }

    @PUT
    @Path("/{name}")
    @Operation(
            operationId = "putLimit",
            summary = "Limit how many tasks of one key run at a time, or in a time",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "CONFLICT")
            })
    public Uni<Limit> put(@PathParam("name") String name, @Nullable Settings body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        Settings settings = Body.present(body);
        Violations wrong = new Violations()
                .check(NAME.matcher(name).matches(), "name", "INVALID", "must be 1 to 64 of a-z A-Z 0-9 . _ -");
        settings.check(wrong);
        wrong.orThrow();
        return store.put(operator.tenant(), name, settings, MOST)
                .map(put -> put.orElseThrow(() -> new ApiException(
                        ErrorCode.CONFLICT,
                        "The tenant has " + MOST + " limits, which is the most; delete one with DELETE"
                                + " /api/v1/limits/{name}")))
                .call(rules::changed);
    }

    @DELETE
    @Path("/{name}")
    @Operation(
            operationId = "deleteLimit",
            summary = "Delete a limit",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "LIMIT_NOT_FOUND")
            })
    public Uni<Void> delete(@PathParam("name") String name, @Context RoutingContext rc) {
        return store.delete(Caller.of(rc).tenant(), name).chain(deleted -> {
            if (!deleted) {
                throw unknown(name);
            }
            return rules.changed();
        });
    }

    @GET
    @Path("/{name}")
    @Operation(
            operationId = "getLimit",
            summary = "A limit",
            extensions = @Extension(name = OperationErrors.NAME, value = "LIMIT_NOT_FOUND"))
    public Uni<Limit> get(@PathParam("name") String name, @Context RoutingContext rc) {
        return store.find(Caller.of(rc).tenant(), name).map(found -> found.orElseThrow(() -> unknown(name)));
    }

    @GET
    @Operation(operationId = "listLimits", summary = "All limits, by name")
    public Uni<List<Limit>> list(@Context RoutingContext rc) {
        return store.all(Caller.of(rc).tenant());
    }

    private static ApiException unknown(String name) {
        return new ApiException(
                ErrorCode.LIMIT_NOT_FOUND,
                "There is no limit " + (name.length() > 64 ? "of this name" : name)
                        + "; GET /api/v1/limits lists those of your tenant");
    }
}
