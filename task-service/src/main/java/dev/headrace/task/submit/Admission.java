package dev.headrace.task.submit;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.model.Priority;
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
class Admission {
    static final String DEFAULT_QUEUE = "default";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final SubmitConfig config;
    private final Clock clock;

    Admission(SubmitConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED naming every wrong field */
    Submission admit(NewTask task, Identity owner) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Violations violations = new Violations();
        task.validate(violations, config.maxPayloadBytes(), now);
        violations.orThrow();
        Facts facts = new Facts(
                nextId(),
                owner.tenant(),
                owner.subject(),
                present(task.type()),
                task.queue() == null ? DEFAULT_QUEUE : task.queue(),
                task.priority() == null
                        ? Priority.NORMAL
                        : Priority.parse(task.priority()).orElseThrow(),
                false,
                now);
        long delay = delayMs(task, now);
        return new Submission(
                facts,
                present(task.payload()).text(),
                now.plusMillis(delay),
                delay,
                task.timeoutMs(),
                new TimeLimits.Limits(task.budgetMs(), task.startWithinMs()),
                task.maxAttempts() == null ? config.maxAttempts() : task.maxAttempts(),
                task.policy(),
                null,
                Keys.NONE,
                task.tags(),
                task.metadata(),
                task.idempotencyKey());
    }

    private UUID nextId() {
        return ids.generate();
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
