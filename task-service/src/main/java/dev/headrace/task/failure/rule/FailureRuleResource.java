package dev.headrace.task.failure.rule;

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
import dev.headrace.task.rule.RuleBook;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Rules of the caller's tenant on what failures are: the first one that covers a failure counts. */
@Path("/api/v1/failures/rules")
@Scoped("failures")
@Tag(name = "Failures")
public class FailureRuleResource {
    private static final int MOST = 200;
    private static final int MOST_STEPS = 4_000;

    private final FailureRuleStore store;
    private final FailureRules rules;
    private final RuleBook book;

    public FailureRuleResource(FailureRuleStore store, FailureRules rules, RuleBook book) {
        this.store = store;
        this.rules = rules;
        this.book = book;
    }

    /** All rules, in the order in which they are asked. */
    public record Rules(@Nullable List<@Nullable FailureRule> rules) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.required("rules", rules);
            List<@Nullable FailureRule> all = rules == null ? List.of() : rules;
            violations.range("rules.length", all.size(), 0, MOST);
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < Math.min(all.size(), MOST); i++) {
                FailureRule rule = all.get(i);
                violations.required("rules[" + i + "]", rule);
                if (rule != null) {
                    rule.check(violations, "rules[" + i + "].");
                    violations.check(
                            rule.id() == null || ids.add(rule.id()),
                            "rules[" + i + "].id",
                            "NOT_UNIQUE",
                            "is used before");
                }
            }
        }
    }

    /** A rule and where it goes: 1 asks it first; at the end if absent. */
    public record Addition(
            @Nullable FailureRule rule, @Nullable Integer position) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.required("rule", rule).range("position", position, 1, MOST);
            if (rule != null) {
                rule.check(violations, "rule.");
            }
        }
    }

    /** The ids of all rules, in the order in which they are to be asked. */
    public record Order(@Nullable List<String> ids) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.required("ids", ids);
        }
    }

    @GET
    @Operation(operationId = "listFailureRules", summary = "All rules, in the order in which they are asked")
    public Uni<Rules> list(@Context RoutingContext rc) {
        return store.all(Caller.of(rc).tenant()).map(FailureRuleResource::shown);
    }

    @POST
    @Operation(
            operationId = "addFailureRule",
            summary = "Add a rule at a position",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    @APIResponse(
            responseCode = "201",
            description = "Added; all rules of the tenant",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Rules.class)))
    public Uni<RestResponse<Rules>> add(@Nullable Addition body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        Addition addition = Body.present(body);
        mustBeValid(addition);
        FailureRule own = by(operator, Objects.requireNonNull(addition.rule()));
        return change(operator, all -> inserted(all, own, addition.position()))
                .map(changed -> RestResponse.status(RestResponse.Status.CREATED, changed));
    }

    @PUT
    @Operation(
            operationId = "putFailureRules",
            summary = "Set all rules",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<Rules> put(@Nullable Rules body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        List<FailureRule> wanted = valid(Body.present(body));
        return change(
                operator, all -> wanted.stream().map(rule -> by(operator, rule)).toList());
    }

    @PUT
    @Path("/order")
    @Operation(
            operationId = "orderFailureRules",
            summary = "Set the order in which the rules are asked",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<Rules> order(@Nullable Order body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        Order wanted = Body.present(body);
        mustBeValid(wanted);
        return change(operator, all -> ordered(all, Objects.requireNonNull(wanted.ids())));
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteFailureRule",
            summary = "Remove a rule",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "FAILURE_RULE_NOT_FOUND")
            })
    public Uni<Void> delete(@PathParam("id") String id, @Context RoutingContext rc) {
        return change(Caller.of(rc), all -> without(all, id)).replaceWithVoid();
    }

    private Uni<Rules> change(Identity operator, UnaryOperator<List<FailureRule>> change) {
        return store.change(operator.tenant(), all -> bounded(change.apply(all)))
                .call(rules::reload)
                .call(book::changed)
                .map(FailureRuleResource::shown);
    }

    /** A failure is matched against all of them, so together they may not cost too much. */
    private static List<FailureRule> bounded(List<FailureRule> rules) {
        int size = rules.stream().mapToInt(FailureRule::size).sum();
        new Violations()
                .check(
                        size <= MOST_STEPS,
                        "rules.message",
                        "TOO_LARGE",
                        "have " + size + " steps together, repetitions written out; at most " + MOST_STEPS)
                .orThrow();
        return rules;
    }

    private static Rules shown(List<FailureRule> rules) {
        return new Rules(List.copyOf(rules));
    }

    private static List<FailureRule> inserted(List<FailureRule> all, FailureRule rule, @Nullable Integer position) {
        Violations violations = new Violations();
        violations.check(all.size() < MOST, "rule", "TOO_MANY", "there are " + all.size() + " rules; at most " + MOST);
        violations.check(
                all.stream().noneMatch(other -> Objects.equals(other.id(), rule.id())),
                "rule.id",
                "NOT_UNIQUE",
                "there is a rule " + rule.id() + " already");
        violations.orThrow();
        List<FailureRule> changed = new ArrayList<>(all);
        changed.add(position == null ? all.size() : Math.min(position - 1, all.size()), rule);
        return changed;
    }

    private static List<FailureRule> ordered(List<FailureRule> all, List<String> ids) {
        Set<String> present = new HashSet<>();
        all.forEach(rule -> present.add(String.valueOf(rule.id())));
        new Violations()
                .check(
                        ids.size() == present.size() && present.equals(new HashSet<>(ids)),
                        "ids",
                        "INCOMPLETE",
                        "must name each of the " + present.size() + " rules once")
                .orThrow();
        return ids.stream()
                .flatMap(id -> all.stream().filter(rule -> id.equals(rule.id())))
                .toList();
    }

    private static List<FailureRule> without(List<FailureRule> all, String id) {
        List<FailureRule> rest =
                all.stream().filter(rule -> !id.equals(rule.id())).toList();
        if (rest.size() == all.size()) {
            throw new ApiException(ErrorCode.FAILURE_RULE_NOT_FOUND, "There is no failure rule " + id);
        }
        return rest;
    }

    private static List<FailureRule> valid(Rules given) {
        mustBeValid(given);
        return Objects.requireNonNull(given.rules()).stream()
                .map(Objects::requireNonNull)
                .toList();
    }

    private static void mustBeValid(CheckedBody body) {
        Violations violations = new Violations();
        body.check(violations);
        violations.orThrow();
    }

    private static FailureRule by(Identity operator, FailureRule r) {
        return new FailureRule(
                r.id(),
                r.exception(),
                r.message(),
                r.httpStatus(),
                r.taskType(),
                r.failureType(),
                r.confidence(),
                r.remediation(),
                r.alertLevel(),
                r.description(),
                operator.subject(),
                null);
    }
}
