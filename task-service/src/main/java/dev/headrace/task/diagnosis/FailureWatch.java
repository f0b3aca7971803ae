package dev.headrace.task.diagnosis;

import dev.headrace.task.policy.RetryAlerts;
import dev.headrace.task.store.Facts;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Remembers and counts failures once they are durable, and what became of the attempts after them. */
@Singleton
public class FailureWatch {
    private final RecentFailures recent;
    private final FailureMetrics metrics;
    private final RetryAlerts alerts;

    FailureWatch(RecentFailures recent, FailureMetrics metrics, RetryAlerts alerts) {
        this.alerts = alerts;
        this.recent = recent;
        this.metrics = metrics;
    }

    /**
     * An attempt has failed.
     *
     * @param attempt its number
     * @param again whether the task is tried again
     */
    public void failed(Facts facts, int attempt, Diagnosis diagnosis, boolean again) {
        var type = diagnosis.classification().type();
        if (attempt > 1) {
            recent.ended(facts.id()).ifPresent(before -> retried(before, false));
        }
        recent.failed(facts.tenant(), facts.type(), type);
        metrics.failed(type, facts.type());
        if (again) {
            String policy = diagnosis.applied().label();
            metrics.retrying(facts.type(), facts.priority().name());
            recent.retrying(
                    facts.id(), new RecentFailures.Retried(facts.tenant(), type, diagnosis.fingerprint(), policy));
        }
    }

    /** A limit in time has ended a task. */
    public void overdue(Facts facts, Diagnosis diagnosis) {
        var type = diagnosis.classification().type();
        recent.ended(facts.id());
        recent.failed(facts.tenant(), facts.type(), type);
        metrics.failed(type, facts.type());
    }

    /** A task has succeeded, and not with its first attempt. */
    public void recovered(UUID task) {
        recent.ended(task).ifPresent(before -> {
            retried(before, true);
            recent.gotWell(before);
        });
    }

    private void retried(RecentFailures.Retried before, boolean succeeded) {
        metrics.retried(before.type(), before.policy(), succeeded);
        alerts.ended(before.type(), succeeded);
    }
}
