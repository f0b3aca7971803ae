package dev.headrace.task.breaker;

import dev.headrace.task.model.BreakerCause;
import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.BreakerState;
import dev.headrace.task.rule.BreakerConfig;
import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.rule.BreakerRule;
import dev.headrace.task.rule.Rejections;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Changes breakers, one change of each at a time, and lets a few tasks through when an open one's time is up. Every replica
 * waits for that time; the first one that comes changes the breaker, for the others there is nothing left to do.
 */
@Singleton
class Mover implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Mover.class);
    private static final long AGAIN_MS = 1_000;

    private final Vertx vertx;
    private final BreakerStore store;
    private final RuleBook rules;
    private final Rejections rejections;
    private final Signals signals;
    private final BreakerSettings common;
    private final Set<BreakerName> moving = ConcurrentHashMap.newKeySet();
    private final List<Consumer<BreakerName>> changed = new CopyOnWriteArrayList<>();
    private final Map<BreakerName, BreakerRule> known = new HashMap<>();
    private volatile long readNanos;
    private boolean stopped;
    private long timer;

    Mover(
            Vertx vertx,
            BreakerStore store,
            RuleBook rules,
            Rejections rejections,
            Signals signals,
            BreakerConfig config) {
        this.vertx = vertx;
        this.store = store;
        this.rules = rules;
        this.rejections = rejections;
        this.signals = signals;
        this.common = config.settings();
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** Gets each breaker whose state has changed: what was counted before says nothing any more. */
    void onChange(Consumer<BreakerName> forget) {
        changed.add(forget);
    }

    /** Changes a breaker if nobody did meanwhile. Nobody waits for that. */
    void move(BreakerMove move) {
        if (moving.add(move.breaker())) {
            now(move)
                    .eventually(() -> moving.remove(move.breaker()))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf("breaker not changed error=%s", failure));
        }
    }

    /** Says whether it changed anything, when this replica goes by it. */
    Uni<Boolean> now(BreakerMove move) {
        return store.move(move)
                .call(moved -> moved ? told(move) : Uni.createFrom().voidItem());
    }

    private Uni<Void> told(BreakerMove move) {
        changed.forEach(c -> c.accept(move.breaker()));
        LOG.infof(
                "breaker changed tenant=%s breaker=%s cause=%s",
                move.breaker().tenant(), move.breaker().name(), move.cause());
        return rules.changed();
    }

    @Override
    public void rulesChanged() {
        Map<BreakerName, BreakerRule> now = new HashMap<>();
        rules.rules().breakers().all().forEach(rule -> now.put(rule.breaker(), rule));
        Set<BreakerName> other = differing(now);
        other.forEach(name -> changed.forEach(c -> c.accept(name)));
        other.stream().filter(name -> isClosed(now.get(name))).forEach(rejections::forget);
        readNanos = System.nanoTime();
        armed(0);
    }

    /** Until the first open one's time is up, as it was told when the rules were read. */
    private void armed(long atLeastMs) {
        long passed = (System.nanoTime() - readNanos) / 1_000_000;
        OptionalLong first = OptionalLong.empty();
        for (BreakerRule rule : rules.rules().breakers().all()) {
            if (rule.state() == BreakerState.OPEN && rule.retryInMs() != null) {
                first = OptionalLong.of(Math.min(first.orElse(Long.MAX_VALUE), rule.retryInMs() - passed));
            }
        }
        first.ifPresent(delayMs -> lookIn(Math.max(atLeastMs, delayMs)));
    }

    private static boolean isClosed(@Nullable BreakerRule rule) {
        return rule == null || rule.state() == BreakerState.CLOSED;
    }

    /** Breakers of which another change was known before. */
    private synchronized Set<BreakerName> differing(Map<BreakerName, BreakerRule> now) {
        Set<BreakerName> other = ConcurrentHashMap.newKeySet();
        known.forEach((name, rule) -> {
            BreakerRule next = now.get(name);
            if (next == null || next.changes() != rule.changes()) {
                other.add(name);
            }
        });
        now.keySet().stream().filter(name -> !known.containsKey(name)).forEach(other::add);
        known.clear();
        known.putAll(now);
        return other;
    }

    private synchronized void lookIn(long delayMs) {
        vertx.cancelTimer(timer);
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, delayMs), id -> tryDue());
        }
    }

    private void tryDue() {
        store.due().subscribe().with(this::halfOpen, failure -> {
            LOG.warnf("breakers not looked at, tried again error=%s", failure);
            armed(AGAIN_MS);
        });
    }

    private void halfOpen(Map<BreakerName, Long> due) {
        due.forEach((name, changes) -> {
            Optional<BreakerRule> rule = rules.rules().breakers().of(name);
            BreakerSettings settings = rule.map(r -> r.settings(common)).orElse(common);
            move(new BreakerMove(name, BreakerCause.TIME_IS_UP, settings, changes, null, null, "Its time was up"));
        });
        // What was not due yet by the database's clock, and what fails now.
        armed(AGAIN_MS);
    }
}
