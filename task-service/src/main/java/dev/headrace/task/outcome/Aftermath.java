package dev.headrace.task.outcome;

import dev.headrace.task.breaker.Breakers;
import dev.headrace.task.diagnosis.Diagnosis;
import dev.headrace.task.diagnosis.FailureWatch;
import dev.headrace.task.escalation.Pace;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.rule.QueueName;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.share.Shares;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.Reruns;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tells who waits for it that leases have ended, and counts what their tenants have used. */
@Singleton
class Aftermath {
    private final RuleBook rules;
    private final Shares shares;
    private final Signals signals;
    private final FailureWatch failures;
    private final Breakers breakers;
    private final Pace pace;
    private final Reruns reruns;

    Aftermath(
            RuleBook rules,
            Shares shares,
            Signals signals,
            FailureWatch failures,
            Breakers breakers,
            Pace pace,
            Reruns reruns) {
        this.breakers = breakers;
        this.pace = pace;
        this.failures = failures;
        this.rules = rules;
        this.shares = shares;
        this.signals = signals;
        this.reruns = reruns;
    }

    /**
     * The end of these leases is durable.
     *
     * @param moved those of their tasks that will be leased again
     */
    void of(List<ConsequenceStore.Entry> ended, List<Moved> moved) {
        tell(moved);
        ended.forEach(this::watch);
        ended.forEach(this::count);
        // Only after a dead letter was retried is there anything that waits for successes.
        if (reruns.areAny()) {
            reruns.ended(succeeded(ended));
        }
        // Only workers of several tenants are shared by what was used, and only limits wait for the end of leases.
        if (shares.areUsed()) {
            ended.forEach(
                    e -> shares.ended(e.ended().facts().tenant(), e.ended().runMs()));
        }
        if (rules.rules().limitAnything()) {
            signals.freed(ended.stream().map(e -> e.ended().facts().kind()).collect(Collectors.toSet()));
        }
    }

    /** What tells how fast its queue is, and whether that on which its task depends works. */
    private void count(ConsequenceStore.Entry entry) {
        Ended lease = entry.ended();
        Diagnosis diagnosis = entry.diagnosis();
        if (entry.outcome().result() == Outcome.Result.SUCCEEDED) {
            pace.ended(QueueName.of(lease.facts().kind()));
            breakers.succeeded(lease.facts().kind(), lease.startedAt());
        } else if (entry.outcome().result() == Outcome.Result.FAILED && diagnosis != null) {
            pace.ended(QueueName.of(lease.facts().kind()));
            breakers.failed(
                    lease.facts().kind(),
                    lease.startedAt(),
                    diagnosis.classification().type());
        }
    }

    private void watch(ConsequenceStore.Entry entry) {
        Diagnosis diagnosis = entry.diagnosis();
        if (diagnosis != null) {
            boolean again = entry.moved().isPresent();
            failures.failed(entry.ended().facts(), entry.ended().attempt(), diagnosis, again);
        } else if (entry.ended().attempt() > 1 && entry.consequence().state() == TaskState.SUCCEEDED) {
            failures.recovered(entry.ended().facts().id());
        }
    }

    private static List<UUID> succeeded(List<ConsequenceStore.Entry> ended) {
        return ended.stream()
                .filter(e -> e.consequence().state() == TaskState.SUCCEEDED)
                .map(e -> e.ended().facts().id())
                .toList();
    }

    private void tell(List<Moved> moved) {
        Set<Kind> ready = new HashSet<>();
        for (Moved task : moved) {
            if (task.state() == TaskState.READY) {
                ready.add(task.facts().kind());
            } else {
                signals.dueIn(task.delayMs());
            }
        }
        signals.ready(ready);
    }
}
