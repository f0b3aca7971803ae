package dev.headrace.webhook.deliver;

import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.platform.egress.Agenda;
import dev.headrace.platform.egress.Reply;
import dev.headrace.platform.egress.Slots;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims due deliveries for all endpoints that have free slots, sends them and records what came back. Woken by new
 * rows, by a slot that becomes free, and by a slow tick; one round of claims at a time.
 */
@Singleton
public final class Dispatcher {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final int ENDPOINTS_PER_ROUND = 200;
    private static final int RESULTS_PER_WRITE = 200;
    private static final int WRITES_IN_FLIGHT = 2;
    private static final int WRITE_RETRIES = 6;
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final DeliveryStore store;
    private final Sender sender;
    private final DeliverConfig config;
    private final DeliverMetrics metrics;
    private final Backoff backoff;
    private final Slots<UUID> slots;
    private final Agenda<UUID> agenda;
    private final GroupCommit<Result, Boolean> results;
    /** Wake-ups since the running round began; the first one starts it. */
    private final AtomicInteger wakeUps = new AtomicInteger();

    private final Map<UUID, Due> underWay = new ConcurrentHashMap<>();
    private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
    private volatile boolean stopping;

    public Dispatcher(DeliveryStore store, Sender sender, DeliverConfig config, DeliverMetrics metrics) {
        if (config.lease().compareTo(config.timeout()) <= 0) {
            throw new IllegalStateException("headrace.webhook.delivery.lease must be longer than its timeout");
        }
        this.store = store;
        this.sender = sender;
        this.config = config;
        this.metrics = metrics;
        this.backoff = new Backoff(config.backoffBase(), config.backoffMax(), config.backoffFactor());
        this.slots = new Slots<>(config.concurrency(), config.endpointConcurrency());
        this.agenda = new Agenda<>(slots, config.endpointConcurrency());
        this.results = new GroupCommit<>(
                new GroupCommit.Settings(
                        "delivery results", RESULTS_PER_WRITE, WRITES_IN_FLIGHT, 2 * config.concurrency()),
                store::finish);
    }

    /** These endpoints have new due deliveries. */
    public void signal(Collection<UUID> endpoints) {
        agenda.add(endpoints);
        wake();
    }

    /**
     * Reserves a slot for a delivery that is about to be written already claimed; {@link #send} or {@link #release} must
     * follow. Refused when older deliveries of the endpoint wait, which go first.
     */
    public boolean reserve(UUID endpoint) {
        return !stopping && !agenda.contains(endpoint) && slots.take(endpoint, 1) == 1;
    }

    /** Gives back a reserved slot that is not needed. */
    public void release(UUID endpoint) {
        slots.release(endpoint, 1);
        wake();
    }

    /** Sends a claimed delivery in the slot that was taken for it, and records the outcome. */
    public void send(Due due) {
        underWay.put(due.id(), due);
        // A worker of its own: nobody waits for it, and the lease brings back what is not recorded.
        sender.send(due)
                .map(reply -> judge(due, reply))
                .chain(this::record)
                .eventually(() -> ended(due))
                .subscribe()
                .with(metrics::recorded, failure -> LOG.warnf(failure, "delivery not recorded id=%s", due.id()));
    }

    /** How long a claim holds. */
    public Duration lease() {
        return config.lease();
    }

    /** Claims nothing more; completes when what is under way has ended. */
    CompletableFuture<@Nullable Void> stop() {
        stopping = true;
        rest();
        return idle;
    }

    /** Claimed deliveries whose outcome is not recorded yet. */
    List<Due> underWay() {
        return List.copyOf(underWay.values());
    }

    private void ended(Due due) {
        underWay.remove(due.id());
        release(due.endpointId());
        rest();
    }

    private void rest() {
        if (stopping && underWay.isEmpty()) {
            idle.complete(null);
        }
    }

    private Result judge(Due due, Reply reply) {
        int number = due.attempts() + 1;
        double random = ThreadLocalRandom.current().nextDouble();
        return new Result(due, reply, Verdict.of(reply, number, config.maxAttempts(), backoff, random));
    }

    private Uni<Result> record(Result result) {
        return results.add(result)
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY)
                .atMost(WRITE_RETRIES)
                .replaceWith(result);
    }

    private void wake() {
        if (!stopping && !agenda.isEmpty() && wakeUps.getAndIncrement() == 0) {
            round();
        }
    }

    private void round() {
        int seen = wakeUps.get();
        Map<UUID, Integer> room = agenda.next(ENDPOINTS_PER_ROUND);
        if (stopping || room.isEmpty()) {
            room.forEach(slots::release);
            pause(seen);
            return;
        }
        store.claim(room, config.lease())
                .subscribe()
                .with(claimed -> claimed(room, claimed), failure -> notClaimed(room, seen, failure));
    }

    private void claimed(Map<UUID, Integer> room, List<Due> claimed) {
        Map<UUID, Integer> counts = new HashMap<>();
        claimed.forEach(due -> counts.merge(due.endpointId(), 1, Integer::sum));
        // Whoever filled its slots may have more.
        agenda.add(room.keySet().stream()
                .filter(endpoint -> Objects.equals(room.get(endpoint), counts.get(endpoint)))
                .toList());
        room.forEach((endpoint, taken) -> slots.release(endpoint, taken - counts.getOrDefault(endpoint, 0)));
        claimed.forEach(this::send);
        round();
    }

    private void notClaimed(Map<UUID, Integer> room, int seen, Throwable failure) {
        LOG.warnf("deliveries not claimed error=%s", failure.getClass().getSimpleName());
        room.forEach(slots::release);
        // The tick tries again.
        pause(seen);
    }

    private void pause(int seen) {
        if (wakeUps.addAndGet(-seen) > 0) {
            round();
        }
    }
}
