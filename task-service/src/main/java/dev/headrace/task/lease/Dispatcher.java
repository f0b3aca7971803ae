package dev.headrace.task.lease;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.rule.Rules;
import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings waiting workers and due tasks together, one claim for everybody.
 *
 * <p>Polls never query. Those of one shape share a lane, and a lane has one claim under way at most. A claim asks only for
 * kinds of which tasks are believed to be ready: hints of this replica say so at once, the pulse finds what other
 * replicas wrote. A poll is answered at its first task.
 */
@Singleton
public class Dispatcher implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final long OPENING_MS = 1_000;
    private static final long FEWEST_MS = 5;

    private final Vertx vertx;
    private final Claims claims;
    private final GiveBack giveBack;
    private final LeaseNumbers numbers;
    private final LeaseConfig config;
    private final Map<Shape, Lane> lanes = new LinkedHashMap<>();
    private final Signals signals;
    private final Backlog backlog;
    private final RuleBook rules;
    private int parked;
    private boolean stopping;

    Dispatcher(
            Vertx vertx,
            Claims claims,
            GiveBack giveBack,
            LeaseNumbers numbers,
            LeaseConfig config,
            RuleBook rules,
            Signals signals) {
        this.vertx = vertx;
        this.claims = claims;
        this.giveBack = giveBack;
        this.numbers = numbers;
        this.config = config;
        this.rules = rules;
        this.backlog = new Backlog(rules);
        this.signals = signals;
        signals.listen(this);
    }

    /** Sends every waiting worker home, so that a stopping service holds nobody. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        List<Poll> all = new ArrayList<>();
        synchronized (this) {
            stopping = true;
            lanes.values().forEach(lane -> all.addAll(lane.polls()));
            all.forEach(Poll::timeIsUp);
        }
        all.forEach(this::settle);
    }

    /** What a worker asks for. Queues and types may be empty, which means all. */
    public record Ask(UUID workerId, int max, int leaseMs, int waitMs) {}

    /**
     * Waits for tasks, up to {@code waitMs}; answers with an empty list then. Fails with OVERLOADED if too many wait,
     * and with UNAVAILABLE if it may not wait and the database does not answer.
     */
    public Uni<List<LeasedTask>> poll(Shape shape, Ask ask, Hangup hangup) {
        return Uni.createFrom().emitter(emitter -> park(shape, ask, hangup, emitter));
    }

    /** Tells a poll that its caller has hung up. */
    public interface Hangup {
        void then(Runnable leave);
    }

    private void park(Shape shape, Ask ask, Hangup hangup, UniEmitter<? super List<LeasedTask>> emitter) {
        Poll poll = new Poll(ask.workerId(), ask.max(), ask.leaseMs(), emitter);
        Lane lane;
        synchronized (this) {
            if (parked >= config.maxParked()) {
                emitter.fail(new ApiException(ErrorCode.OVERLOADED, "Too many workers wait here; try again shortly"));
                return;
            }
            parked++;
            lane = lanes.computeIfAbsent(shape, Lane::new);
            lane.add(poll);
            if (ask.waitMs() == 0 || stopping) {
                poll.timeIsUp();
            } else {
                poll.timer(vertx.setTimer(ask.waitMs(), id -> end(lane, poll, Poll::timeIsUp)));
            }
        }
        hangup.then(() -> end(lane, poll, Poll::leave));
        emitter.onTermination(() -> end(lane, poll, Poll::leave));
        claim(lane);
    }

    private void end(Lane lane, Poll poll, java.util.function.Consumer<Poll> how) {
        synchronized (this) {
            how.accept(poll);
        }
        settle(lane, poll);
    }

    private void settle(Poll poll) {
        lanesThat(lane -> lane.has(poll)).forEach(lane -> settle(lane, poll));
    }

    /** Answers a poll if it is due and takes it out of its lane. */
    private void settle(Lane lane, Poll poll) {
        synchronized (this) {
            if (!poll.isDue() || !lane.has(poll)) {
                return;
            }
            remove(lane, poll);
        }
        if (poll.isGone() && !poll.tasks().isEmpty()) {
            giveBack.all(poll.tasks());
        }
        poll.answer();
    }

    private void remove(Lane lane, Poll poll) {
        lane.remove(poll);
        // A timer that outlived its poll would keep the tasks in memory.
        poll.timer().ifPresent(vertx::cancelTimer);
        parked--;
        if (lane.isEmpty()) {
            lanes.remove(lane.shape(), lane);
        }
    }

    private void claim(Lane lane) {
        Claim claim = begin(lane);
        if (claim == null) {
            return;
        }
        List<Claims.Place> places = claim.owners().stream().map(Poll::place).toList();
        // The dispatcher's own work: polls are answered by settle(), failures handled in claimFailed().
        claims.claim(claim.choice(), places)
                .subscribe()
                .with(result -> claimEnded(lane, claim, result), failure -> claimFailed(lane, claim.polls(), failure));
    }

    /** A claim under way: its polls, the poll that owns each place, and what it asks for. */
    private record Claim(List<Poll> polls, List<Poll> owners, Backlog.Choice choice) {}

    /** Starts a claim, or answers who may not wait if there is nothing to claim. */
    private @Nullable Claim begin(Lane lane) {
        List<Poll> idle;
        synchronized (this) {
            if (!lane.beginClaim()) {
                return null;
            }
            Backlog.Choice choice = backlog.matching(lane.shape());
            List<Poll> polls = choice.kinds().isEmpty() ? List.of() : lane.take(config.maxClaim());
            if (!polls.isEmpty()) {
                return new Claim(polls, places(polls), choice);
            }
            lane.endClaim();
            idle = lane.polls().stream().filter(Poll::isDue).toList();
        }
        idle.forEach(poll -> settle(lane, poll));
        return null;
    }

    private List<Poll> places(List<Poll> polls) {
        List<Poll> places = new ArrayList<>();
        for (Poll poll : polls) {
            for (int i = 0; i < poll.max() && places.size() < config.maxClaim(); i++) {
                places.add(poll);
            }
        }
        return places;
    }

    private void claimEnded(Lane lane, Claim claim, Claims.Result result) {
        boolean again;
        synchronized (this) {
            result.claimed().forEach(c -> give(claim.owners().get(c.place()), c.grant()));
            claim.polls().forEach(Poll::letGo);
            boolean more =
                    result.more() || result.claimed().size() == claim.owners().size();
            if (!more) {
                backlog.exhausted(claim.choice());
            }
            again = lane.endClaim() || more;
        }
        if (result.opensInMs() < OPENING_MS) {
            vertx.setTimer(Math.max(FEWEST_MS, (long) Math.ceil(result.opensInMs())), id -> opened(claim.choice()));
        }
        claim.polls().forEach(poll -> settle(lane, poll));
        if (again) {
            claim(lane);
        }
    }

    /** A rate has room again. What opens later than that is found by the pulse. */
    private void opened(Backlog.Choice choice) {
        signals.found(Set.copyOf(choice.kinds()));
    }

    private void give(Poll poll, Grant grant) {
        claims.remember(grant);
        poll.fill(grant.task());
    }

    private void claimFailed(Lane lane, List<Poll> polls, Throwable failure) {
        LOG.warnf("claim failed, polls stay parked error=%s", failure);
        List<Poll> refused = new ArrayList<>();
        synchronized (this) {
            lane.endClaim();
            for (Poll poll : polls) {
                poll.letGo();
                if (poll.isDue()) {
                    remove(lane, poll);
                    refused.add(poll);
                }
            }
        }
        refused.forEach(p -> p.refuse(new ApiException(ErrorCode.UNAVAILABLE, "The database does not answer")));
    }

    @Override
    public void ready(Set<Kind> kinds) {
        synchronized (this) {
            backlog.add(kinds);
        }
        lanesThat(lane -> kinds.stream().anyMatch(lane.shape()::accepts)).forEach(this::claim);
    }

    @Override
    public void dueIn(long delayMs) {
        // What is not due yet is of no interest to a waiting worker.
    }

    @Override
    public void floors(Floors floors) {
        synchronized (this) {
            backlog.floors(floors);
        }
    }

    @Override
    public void overdue() {
        // Somebody else takes it back first.
    }

    @Override
    public void freed(Set<Kind> kinds) {
        Set<Kind> woken;
        synchronized (this) {
            woken = backlog.wake(kinds);
        }
        lanesThat(lane -> woken.stream().anyMatch(lane.shape()::accepts)).forEach(this::claim);
    }

    @Override
    public void rulesChanged() {
        synchronized (this) {
            backlog.wakeAll();
        }
        lanesThat(lane -> true).forEach(this::claim);
    }

    /** How many polls that ask for a queue wait on this replica. */
    public synchronized int parked(String tenant, String queue) {
        return lanes.values().stream()
                .filter(lane -> lane.shape().isFor(tenant, queue))
                .mapToInt(Lane::size)
                .sum();
    }

    /** Servers of which push tasks are believed to be ready. */
    public synchronized Set<String> hosts() {
        return backlog.hosts();
    }

    /** Whether push tasks of a server are believed to be ready. */
    public synchronized boolean hasReady(String host) {
        return backlog.hasReady(host);
    }

    private synchronized List<Lane> lanesThat(java.util.function.Predicate<Lane> wanted) {
        return lanes.values().stream().filter(wanted).toList();
    }

    /** Starts handing over the tasks of one submit transaction. */
    public HandOff handOff() {
        return new HandOff(this);
    }

    synchronized HandOff.@Nullable Promise promise(HandOff by, Kind kind) {
        // A paused queue or an open breaker gives nothing; what a limited one may give is counted by a claim.
        Rules now = rules.rules();
        if (!rules.admits(now, kind) || now.isLimited(kind)) {
            return null;
        }
        for (Lane lane : lanes.values()) {
            Poll poll = lane.shape().accepts(kind) ? lane.open(by) : null;
            if (poll != null) {
                OptionalLong lease = numbers.next();
                if (lease.isEmpty()) {
                    return null;
                }
                poll.promise(by);
                return new HandOff.Promise(new HandOff.Seat(lane, poll), lease.getAsLong());
            }
        }
        return null;
    }

    void release(Set<HandOff.Seat> seats) {
        handedOver(Set.copyOf(seats), Map.of());
    }

    void handedOver(Set<HandOff.Seat> seats, Map<HandOff.Seat, List<Grant>> grants) {
        synchronized (this) {
            grants.forEach((seat, given) -> given.forEach(grant -> give(seat.poll(), grant)));
            seats.forEach(seat -> seat.poll().letGo());
        }
        seats.forEach(seat -> settle(seat.lane(), seat.poll()));
    }
}
