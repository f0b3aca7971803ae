package dev.headrace.task.submit;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.idempotency.Claims;
import dev.headrace.task.model.Priority;
import dev.headrace.task.push.Target;
import dev.headrace.task.push.TargetRules;
import dev.headrace.task.rule.RouteRule;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.rule.Rules;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.TimeLimits;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what a caller handed in into a submission, or says what is wrong with it. */
@Singleton
class Admission implements BodyCheck<NewTask> {
    static final String DEFAULT_QUEUE = "default";
    private static final String NOTHING = "null";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final SubmitConfig config;
    private final TargetRules targets;
    private final RuleBook rules;
    private final Claims claims;
    private final Clock clock;
    private long lastMs;

    Admission(SubmitConfig config, TargetRules targets, RuleBook rules, Claims claims, Clock clock) {
        this.config = config;
        this.targets = targets;
        this.rules = rules;
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * What the caller handed in, with the defaults filled in.
     *
     * @param keyInHeader the idempotency key that came beside the body
     * @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED naming every wrong field
     */
    Submission admit(NewTask task, @Nullable String keyInHeader, Identity owner) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Claims.Asked asked = asked(task, keyInHeader);
        Violations violations = new Violations();
        check(task, asked, now, violations);
        violations.orThrow();
        Target target = task.target();
        Rules known = rules.rules();
        String type = present(task.type());
        RouteRule route = known.route(owner.tenant(), type).orElse(null);
        Facts facts = new Facts(
                nextId(),
                owner.tenant(),
                owner.subject(),
                type,
                queue(task, route),
                priority(task, route),
                target == null ? Kind.NO_HOST : target.host(),
                now,
                null);
        long delay = delayMs(task, now);
        String payload = task.payload() == null ? NOTHING : task.payload().text();
        return new Submission(
                facts,
                payload,
                now.plusMillis(delay),
                delay,
                task.timeoutMs(),
                new TimeLimits.Limits(task.budgetMs(), task.startWithinMs()),
                task.maxAttempts() == null ? config.maxAttempts() : task.maxAttempts(),
                task.policy(),
                target == null ? null : target.stored(),
                Keys.of(known.limits(facts.kind()), facts.kind(), payload),
                task.tags(),
                task.metadata(),
                asked.isAnything() ? claims.of(asked, owner, task.input()) : null);
    }

    @Override
    public Class<NewTask> type() {
        return NewTask.class;
    }

    @Override
    public void check(NewTask task, Violations violations) {
        check(task, asked(task, null), clock.instant(), violations);
    }

    private void check(NewTask task, Claims.Asked asked, Instant now, Violations violations) {
        task.validate(violations, config.maxPayloadBytes(), now);
        if (task.target() != null) {
            targets.validate(violations, task.target());
        }
        claims.check(violations, asked);
    }

    private static Claims.Asked asked(NewTask task, @Nullable String keyInHeader) {
        return new Claims.Asked(keyInHeader, task.idempotencyKey(), task.idempotency());
    }

    /** What the submit says, else what a route says, else the default. */
    private static String queue(NewTask task, @Nullable RouteRule route) {
        if (task.queue() != null) {
            return task.queue();
        }
        return route == null || route.queue() == null ? DEFAULT_QUEUE : route.queue();
    }

    private static Priority priority(NewTask task, @Nullable RouteRule route) {
        if (task.priority() != null) {
            return Priority.parse(task.priority()).orElseThrow();
        }
        return route == null || route.priority() == null ? Priority.NORMAL : Priority.ofRank(route.priority());
    }

    /** Ids rise, also among callers of the same millisecond and if the clock goes back: the tasks of a bulk keep their order. */
    private synchronized UUID nextId() {
        lastMs = Math.max(lastMs, clock.millis());
        return ids.construct(lastMs);
    }

    private static long delayMs(NewTask task, Instant now) {
        if (task.delayMs() != null) {
            return task.delayMs();
        }
        return task.runAt() == null ? 0 : Math.max(0, ChronoUnit.MILLIS.between(now, task.runAt()));
    }

    private static <T> T present(@Nullable T validated) {
        if (validated == null) {
            throw new IllegalStateException("validation lets nothing absent pass");
        }
        return validated;
    }
}
