package dev.headrace.task.push;

import dev.headrace.platform.egress.Agenda;
import dev.headrace.platform.egress.Reply;
import dev.headrace.platform.egress.Slots;
import dev.headrace.task.lease.Dispatcher;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.lease.Shape;
import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.outcome.Outcomes;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Leases push tasks of all tenants and calls their targets.
 *
 * <p>A place is taken before a task is leased for it, and tasks are leased for one server at a time, so a leased task is
 * called at once and a server that does not answer keeps its own places and nobody else's. A place is free again when
 * the outcome is durable: under load outcomes become durable together, so claims are for many.
 */
@Singleton
class Pusher implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Pusher.class);
    private static final int HOSTS_IN_A_ROUND = 64;
    private static final int TRIES = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Dispatcher dispatcher;
    private final Outcomes outcomes;
    private final TargetCalls calls;
    private final Keeper keeper;
    private final PushConfig config;
    private final PushMetrics metrics;
    private final Signals signals;
    private final Slots<String> slots;
    private final Agenda<String> agenda;
    private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile boolean stopping;

    Pusher(
            Dispatcher dispatcher,
            Outcomes outcomes,
            TargetCalls calls,
            Keeper keeper,
            PushConfig config,
            PushMetrics metrics,
            Signals signals) {
        this.dispatcher = dispatcher;
        this.outcomes = outcomes;
        this.calls = calls;
        this.keeper = keeper;
        this.config = config;
        this.metrics = metrics;
        this.signals = signals;
        this.slots = new Slots<>(config.concurrency(), config.hostConcurrency());
        this.agenda = new Agenda<>(slots, config.hostConcurrency());
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        var _ = stop();
    }

    /** Leases nothing more; completes when the outcomes of all calls are durable. */
    CompletableFuture<@Nullable Void> stop() {
        stopping = true;
        rest();
        return idle;
    }

    @Override
    public void ready(Set<Kind> kinds) {
        serve(kinds.stream()
                .map(Kind::host)
                .filter(host -> !host.equals(Kind.NO_HOST))
                .collect(Collectors.toSet()));
    }

    @Override
    public void freed(Set<Kind> kinds) {
        serve(dispatcher.hosts());
    }

    @Override
    public void rulesChanged() {
        serve(dispatcher.hosts());
    }

    @Override
    public void dueIn(long delayMs) {
        // It is ready when it is due.
    }

    @Override
    public void overdue() {
        // The rescuer takes it back.
    }

    private void serve(Collection<String> hosts) {
        if (!hosts.isEmpty()) {
            agenda.add(hosts);
            serve();
        }
    }

    /** One round at a time: what is told meanwhile leads to one more. */
    private void serve() {
        if (wakeUps.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = wakeUps.get();
            round();
        } while (wakeUps.addAndGet(-seen) > 0);
    }

    private void round() {
        for (var room = next(); !room.isEmpty(); room = next()) {
            room.forEach(this::claim);
        }
    }

    private Map<String, Integer> next() {
        return stopping ? Map.of() : agenda.next(HOSTS_IN_A_ROUND);
    }

    private void claim(String host, int places) {
        Shape shape = new Shape(Set.of(), Set.of(), Set.of(), host);
        Dispatcher.Ask ask = new Dispatcher.Ask(keeper.workerId(), places, config.leaseMs(), 0);
        // The pusher's own work: nobody waits for it.
        dispatcher
                .poll(shape, ask, leave -> {})
                .subscribe()
                .with(tasks -> claimed(host, places, tasks), failure -> notClaimed(host, places, failure));
    }

    private void claimed(String host, int places, List<LeasedTask> tasks) {
        slots.release(host, places - tasks.size());
        if (!tasks.isEmpty() && dispatcher.hasReady(host)) {
            agenda.add(List.of(host));
        }
        tasks.forEach(task -> begin(host, task));
        rest();
        serve();
    }

    /** What is ready is told again with the next pulse. */
    private void notClaimed(String host, int places, Throwable failure) {
        LOG.warnf("push tasks not claimed host=%s error=%s", host, failure);
        slots.release(host, places);
        rest();
    }

    private void begin(String host, LeasedTask task) {
        if (stopping) {
            finish(host, Outcome.released(task.id(), task.lease()));
            return;
        }
        Target target = Target.read(String.valueOf(task.target()));
        Judgement judgement = new Judgement(calls.limit(task, target), config.maxRetryAfter());
        Push push = new Push(host, task, judgement, calls.begin(task, target));
        keeper.hold(push);
        var _ = push.exchange().reply().thenAccept(reply -> answered(push, reply));
    }

    private void answered(Push push, Reply reply) {
        Outcome outcome = outcome(push, reply);
        metrics.ended(push, outcome, reply);
        if (push.end() == Push.End.LOST) {
            ended(push);
            return;
        }
        record(outcome)
                .eventually(() -> ended(push))
                .subscribe()
                .with(done -> {}, failure -> notRecorded(push.task(), failure));
    }

    /** An answer that came all the same counts. */
    private static Outcome outcome(Push push, Reply reply) {
        LeasedTask task = push.task();
        return push.end() == Push.End.ANSWER || reply.isSuccess()
                ? push.judgement().of(task, reply)
                : Outcome.released(task.id(), task.lease());
    }

    private Uni<?> record(Outcome outcome) {
        return Uni.createFrom()
                .deferred(() -> outcomes.end(List.of(outcome)))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .atMost(TRIES);
    }

    private void ended(Push push) {
        keeper.letGo(push);
        free(push.host());
    }

    private void finish(String host, Outcome outcome) {
        record(outcome)
                .eventually(() -> free(host))
                .subscribe()
                .with(done -> {}, failure -> LOG.warnf("task not handed back, its lease expires error=%s", failure));
    }

    private void free(String host) {
        slots.release(host, 1);
        rest();
        serve();
    }

    private static void notRecorded(LeasedTask task, Throwable failure) {
        LOG.warnf("outcome of a call not recorded, its lease expires task=%s error=%s", task.id(), failure);
    }

    private void rest() {
        if (stopping && slots.inUse() == 0) {
            idle.complete(null);
        }
    }
}
