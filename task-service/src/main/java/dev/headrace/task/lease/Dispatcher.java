package dev.headrace.task.lease;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings waiting workers and due tasks together, one claim for everybody.
 *
 * <p>Polls never query. Those of one shape share a lane, and a lane has one claim under way at most. A lane is woken by
 * hints of this replica and by a slow tick, which finds what other replicas wrote. A poll is answered at its first task.
 */
@Singleton
public class Dispatcher implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final Vertx vertx;
    private final ClaimStore store;
    private final GiveBack giveBack;
    private final LeaseConfig config;
    private final Map<Shape, Lane> lanes = new LinkedHashMap<>();
    private int parked;
    private boolean stopping;
    private long ticker;

    Dispatcher(Vertx vertx, ClaimStore store, GiveBack giveBack, LeaseConfig config, Signals signals) {
        this.vertx = vertx;
        this.store = store;
        this.giveBack = giveBack;
        this.config = config;
        signals.listen(this);
    }

    void start(@Observes StartupEvent event) {
        ticker = vertx.setPeriodic(
                config.tick().toMillis(), id -> lanesThat(lane -> true).forEach(this::claim));
    }

    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(ticker);
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
    Uni<List<LeasedTask>> poll(Shape shape, Ask ask, Hangup hangup) {
        return Uni.createFrom().emitter(emitter -> park(shape, ask, hangup, emitter));
    }

    /** Tells a poll that its caller has hung up. */
    interface Hangup {
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
            giveBack.to(lane.shape().tenant(), poll.tasks());
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
        List<Poll> polls;
        synchronized (this) {
            if (!lane.beginClaim()) {
                return;
            }
            polls = lane.take(config.maxClaim());
            if (polls.isEmpty()) {
                lane.endClaim();
                return;
            }
        }
        List<Poll> owners = places(polls);
        // The dispatcher's own work: polls are answered by settle(), failures handled in claimFailed().
        store.claim(lane.shape(), owners.stream().map(Poll::place).toList())
                .subscribe()
                .with(
                        claimed -> claimEnded(lane, polls, owners, claimed),
                        failure -> claimFailed(lane, polls, failure));
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

    private void claimEnded(Lane lane, List<Poll> polls, List<Poll> owners, List<ClaimStore.Claimed> claimed) {
        boolean again;
        synchronized (this) {
            claimed.forEach(c -> owners.get(c.place()).fill(c.task()));
            polls.forEach(Poll::letGo);
            again = lane.endClaim() || claimed.size() == owners.size();
        }
        polls.forEach(poll -> settle(lane, poll));
        if (again) {
            claim(lane);
        }
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
        lanesThat(lane -> kinds.stream().anyMatch(lane.shape()::accepts)).forEach(this::claim);
    }

    @Override
    public void dueIn(long delayMs) {
        // What is not due yet is of no interest to a waiting worker.
    }

    private synchronized List<Lane> lanesThat(java.util.function.Predicate<Lane> wanted) {
        return lanes.values().stream().filter(wanted).toList();
    }

    /** Starts handing over the tasks of one submit transaction. */
    public HandOff handOff() {
        return new HandOff(this);
    }

    synchronized HandOff.@Nullable Seat promise(HandOff by, Kind kind) {
        for (Lane lane : lanes.values()) {
            if (lane.shape().accepts(kind)) {
                Poll poll = lane.open(by);
                if (poll != null) {
                    poll.promise(by);
                    return new HandOff.Seat(lane, poll);
                }
            }
        }
        return null;
    }

    void release(Set<HandOff.Seat> seats) {
        handedOver(Set.copyOf(seats), Map.of());
    }

    void handedOver(Set<HandOff.Seat> seats, Map<HandOff.Seat, List<LeasedTask>> tasks) {
        synchronized (this) {
            tasks.forEach((seat, leased) -> leased.forEach(seat.poll()::fill));
            seats.forEach(seat -> seat.poll().letGo());
        }
        seats.forEach(seat -> settle(seat.lane(), seat.poll()));
    }
}
