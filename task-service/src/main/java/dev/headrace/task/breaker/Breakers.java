package dev.headrace.task.breaker;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.BreakerCause;
import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.BreakerState;
import dev.headrace.task.rule.BreakerConfig;
import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.rule.BreakerRule;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.signal.Kind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts what became of attempts, in memory, and says when that changes a breaker.
 *
 * <p>An attempt of a push task tells of its server, any other of its type. A success costs a look into a map. In half-open
 * only what was leased since then counts: an attempt that began before tells of a time that is over.
 */
@Singleton
public class Breakers {
    private final RuleBook rules;
    private final Mover mover;
    private final Merger merger;
    private final BreakerSettings common;

    Breakers(RuleBook rules, Mover mover, Merger merger, BreakerConfig config) {
        this.rules = rules;
        this.mover = mover;
        this.merger = merger;
        this.common = config.settings();
    }

    /** An attempt that began then has succeeded. */
    public void succeeded(Kind kind, Instant startedAt) {
        BreakerName name = BreakerName.of(kind);
        Optional<BreakerRule> rule = rules.rules().breakers().of(name);
        switch (rule.map(BreakerRule::state).orElse(BreakerState.CLOSED)) {
            case CLOSED -> merger.tally().add(name, settings(rule).window(), false);
            case HALF_OPEN ->
                rule.filter(r -> isProbe(r, startedAt))
                        .ifPresent(r -> mover.move(new BreakerMove(
                                name,
                                BreakerCause.PROBE_SUCCEEDED,
                                settings(rule),
                                r.changes(),
                                null,
                                null,
                                "A probe succeeded")));
            case OPEN -> {
                // It was leased before; the probes will tell.
            }
        }
    }

    /** An attempt that began then has failed. */
    public void failed(Kind kind, Instant startedAt, FailureType type) {
        if (!Counting.counts(type)) {
            return;
        }
        BreakerName name = BreakerName.of(kind);
        Optional<BreakerRule> rule = rules.rules().breakers().of(name);
        switch (rule.map(BreakerRule::state).orElse(BreakerState.CLOSED)) {
            case CLOSED -> counted(name, rule, type);
            case HALF_OPEN ->
                rule.filter(r -> isProbe(r, startedAt))
                        .ifPresent(r -> mover.move(new BreakerMove(
                                name,
                                BreakerCause.PROBE_FAILED,
                                settings(rule),
                                r.changes(),
                                null,
                                null,
                                "A probe failed: " + type)));
            case OPEN -> {
                // It was leased before, and one more makes no difference.
            }
        }
    }

    private static boolean isProbe(BreakerRule rule, Instant startedAt) {
        return !startedAt.isBefore(rule.since());
    }

    private void counted(BreakerName name, Optional<BreakerRule> rule, FailureType type) {
        BreakerSettings settings = settings(rule);
        if (settings.enabled()) {
            merger.tally().add(name, settings.window(), true);
            merger.failed(new Merger.Suspect(
                    name, settings, rule.map(BreakerRule::changes).orElse(null), type));
        }
    }

    private BreakerSettings settings(Optional<BreakerRule> rule) {
        return rule.map(r -> r.settings(common)).orElse(common);
    }
}
