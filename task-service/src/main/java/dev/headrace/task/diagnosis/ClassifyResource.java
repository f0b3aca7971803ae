package dev.headrace.task.diagnosis;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.failure.AlertLevel;
import dev.headrace.task.failure.Classification;
import dev.headrace.task.failure.Failure;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.OperatorRule;
import dev.headrace.task.failure.Remediation;
import dev.headrace.task.failure.Taxonomy;
import dev.headrace.task.failure.rule.FailureRule;
import dev.headrace.task.policy.Applied;
import dev.headrace.task.policy.PolicyBook;
import dev.headrace.task.policy.PolicyView;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What failures are. */
@Path("/api/v1/failures")
@Scoped("failures")
@Tag(name = "Failures")
public class ClassifyResource {
    private static final int MAX_MESSAGE = 4_096;
    private static final int MAX_STACK = 16_384;

    private final Diagnoser diagnoser;
    private final PolicyBook policies;

    public ClassifyResource(Diagnoser diagnoser, PolicyBook policies) {
        this.diagnoser = diagnoser;
        this.policies = policies;
    }

    /** An error as a worker would report it. Longer texts are refused here, where a worker's are cut. */
    public record Reported(
            @Nullable String type,
            @Nullable String message,
            @Nullable String stack,
            @Nullable Integer httpStatus) {}

    /**
     * @param attempt number of the attempt, 1 if absent
     * @param rule a rule that is asked before all others, to see what it would do
     */
    public record Question(
            @Nullable Reported error,
            @Nullable String taskType,
            @Nullable Integer attempt,
            @Nullable FailureRule rule) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.required("error", error);
            if (error != null) {
                violations
                        .range("error.http_status", error.httpStatus(), 100, 599)
                        .range("error.type.length", length(error.type()), 0, 256)
                        .range("error.message.length", length(error.message()), 0, MAX_MESSAGE)
                        .range("error.stack.length", length(error.stack()), 0, MAX_STACK);
            }
            violations.text("task_type", taskType, 128).range("attempt", attempt, 1, 100);
            if (rule != null) {
                rule.check(violations, "rule.");
            }
        }
    }

    /**
     * @param rule id of the rule that decided; those of operators begin with {@code operator:}
     * @param permanent whether the task would be given up at once
     * @param policy the retry policy that would apply
     */
    public record Answer(
            FailureType failureType,
            double confidence,
            String rule,
            Remediation remediation,
            AlertLevel alertLevel,
            String fingerprint,
            boolean permanent,
            PolicyView policy) {}

    /** A type of failure and what follows from it. */
    public record TypeView(FailureType type, Remediation remediation, AlertLevel alertLevel, PolicyView policy) {}

    /** All types of failure. */
    public record Types(List<TypeView> types) {}

    @POST
    @Path("/classify")
    @Operation(operationId = "classifyFailure", summary = "What would this error be, and what would follow?")
    public Answer classify(@Nullable Question body, @Context RoutingContext rc) {
        Question question = Body.present(body);
        Violations violations = new Violations();
        question.check(violations);
        violations.orThrow();
        Reported error = Objects.requireNonNull(question.error());
        String tenant = Caller.of(rc).tenant();
        Diagnoser.Case asked = new Diagnoser.Case(
                tenant,
                question.taskType() == null ? "" : question.taskType(),
                question.attempt() == null ? 1 : question.attempt(),
                new Failure(error.type(), error.message(), error.stack(), error.httpStatus()),
                null);
        return answer(diagnoser.diagnose(asked, rules(tenant, question.rule())));
    }

    @GET
    @Path("/types")
    @Operation(operationId = "listFailureTypes", summary = "All types of failure, with what follows from each")
    public Types types(@Context RoutingContext rc) {
        String tenant = Caller.of(rc).tenant();
        return new Types(Arrays.stream(FailureType.values())
                .map(type -> type(tenant, type))
                .toList());
    }

    private TypeView type(String tenant, FailureType type) {
        Taxonomy.Meaning meaning = diagnoser.classifier().taxonomy().meaning(type);
        Applied applied = policies.resolve(tenant, null, "", type, true);
        return new TypeView(type, meaning.remedy(), meaning.alert(), PolicyView.of(applied));
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private List<OperatorRule> rules(String tenant, @Nullable FailureRule tried) {
        List<OperatorRule> known = diagnoser.rules(tenant);
        if (tried == null) {
            return known;
        }
        List<OperatorRule> all = new ArrayList<>(known);
        all.addFirst(tried.compiled());
        return all;
    }

    private static Answer answer(Diagnosis d) {
        Classification found = d.classification();
        return new Answer(
                found.type(),
                found.confidence(),
                found.rule(),
                found.remediation(),
                found.alert(),
                d.fingerprint(),
                d.permanent(),
                PolicyView.of(d.applied()));
    }
}
