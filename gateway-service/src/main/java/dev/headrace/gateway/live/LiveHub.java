package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where the events and those who want them meet: subscriptions by tenant, the last events, and how far the log is read.
 * Everything here happens one after the other; nothing of it waits for anybody. An event of a tenant that nobody watches
 * costs one look at a header.
 */
@Singleton
public final class LiveHub {
    private static final Logger LOG = Logger.getLogger(LiveHub.class);
    /** Where those were who lost their place. */
    private static final Position NOWHERE = new Position();

    private final LiveConfig config;
    private final LiveCounts counts;
    private final Map<String, Audience> audiences = new HashMap<>();
    private final List<Request> waiting = new ArrayList<>();
    private final List<Subscriber> hit = new ArrayList<>();
    private @Nullable Followed followed;

    /** The log as far as it is read, and what is remembered of it. */
    private record Followed(Position now, Ring ring) {}

    /** A subscription that waits for the log to be followed. */
    private record Request(
            Subscription subscription, @Nullable Position from, long sinceNanos) {}

    /** What becomes of one who has to catch up. */
    enum Join {
        /** It has caught up, or has gone. */
        DONE,
        /** Its client has no room. */
        FULL,
        /** What it lacks is not in memory. */
        BEHIND
    }

    public LiveHub(LiveConfig config, LiveCounts counts) {
        this.config = config;
        this.counts = counts;
    }

    /** Whether anybody watches, or did so of late. */
    synchronized boolean isWanted() {
        return !audiences.isEmpty() || !waiting.isEmpty();
    }

    /** How far the log is read; null while it is not followed. */
    synchronized @Nullable Position position() {
        return followed == null ? null : followed.now().copy();
    }

    /** The log is read from here on. Those who waited for that are taken in; who has to catch up is returned. */
    synchronized List<Replay> follow(Position from) {
        if (followed == null) {
            followed = new Followed(from.copy(), new Ring(config.recent(), config.recentBytes(), from));
        }
        List<Replay> behind = new ArrayList<>();
        for (Request request : waiting) {
            Replay replay = attach(request.subscription(), request.from());
            if (replay != null) {
                behind.add(replay);
            }
        }
        waiting.clear();
        return behind;
    }

    /** Forgets the log if nobody wants it any more; then true. */
    synchronized boolean rest() {
        if (isWanted()) {
            return false;
        }
        followed = null;
        return true;
    }

    /** The log has been cut off before where it was read: those who listen are told, and it is read from another place. */
    synchronized void lost() {
        followed = null;
        List<Subscription> all = new ArrayList<>();
        audiences.values().forEach(audience -> all.addAll(audience.all()));
        audiences.clear();
        all.forEach(each -> {
            each.become(Subscription.State.WAITING);
            waiting.add(new Request(each, NOWHERE, System.nanoTime()));
        });
    }

    /**
     * Adds a subscription, in place of the one of the same name. It gets its answer now or when the log is followed.
     *
     * @return the subscription that has to catch up; null if none has
     */
    synchronized @Nullable Replay subscribe(Subscription subscription, @Nullable Position from) {
        if (from != null) {
            subscription.lacks(from);
        }
        Subscription before = subscription.subscriber().subscriptions().put(subscription.id(), subscription);
        if (before != null) {
            drop(before);
        }
        if (followed == null) {
            waiting.add(new Request(subscription, from, System.nanoTime()));
            return null;
        }
        return attach(subscription, from);
    }

    private @Nullable Replay attach(Subscription subscription, @Nullable Position from) {
        Followed log = log();
        Audience audience = audiences.computeIfAbsent(subscription.filter().whose(), tenant -> new Audience(log.now()));
        if (from == null) {
            enter(audience, subscription);
            answer(subscription, reached(subscription));
            return null;
        }
        audience.expect(subscription);
        Replay replay = new Replay(subscription, from);
        if (from == NOWHERE) {
            gap(replay, Told.Why.NOT_KEPT);
            return null;
        }
        answer(subscription, null);
        if (from.partitions() > log.now().partitions()) {
            gap(replay, Told.Why.OTHER_LOG);
            return null;
        }
        replay.over(log.now().partitions());
        return replay;
    }

    private static void answer(Subscription to, @Nullable String lastEventId) {
        to.subscriber().send(new Told.Subscribed(to.id(), to.ref(), to.filter(), lastEventId).message());
    }

    private static void enter(Audience audience, Subscription subscription) {
        audience.add(subscription);
        subscription.become(Subscription.State.LIVE);
    }

    /** What the client of a subscription may be told as its last event id. */
    private String reached(Subscription subscription) {
        return subscription.subscriber().reached(log().now()).text();
    }

    private Followed log() {
        if (followed == null) {
            throw new IllegalStateException("the log is not followed");
        }
        return followed;
    }

    /** Gives one who catches up what is in memory, and if that is all, what is to come. */
    synchronized Join join(Replay replay) {
        Subscription subscription = replay.subscription();
        Audience audience = audiences.get(subscription.filter().whose());
        if (subscription.state() != Subscription.State.WAITING || followed == null || audience == null) {
            return Join.DONE;
        }
        Ring ring = followed.ring();
        if (!replay.isOfThisLog() && !followed.now().isFrom(replay.at())) {
            return Join.BEHIND;
        }
        if (!replay.at().isFrom(ring.start()) || !replay.at().isFrom(audience.since())) {
            return Join.BEHIND;
        }
        for (LiveEvent event : ring) {
            if (replay.concerns(event.tenant()) && !replay.take(event)) {
                return Join.FULL;
            }
        }
        subscription.has(replay.at());
        live(audience, subscription);
        counts.caughtUp();
        return Join.DONE;
    }

    private void live(Audience audience, Subscription subscription) {
        enter(audience, subscription);
        subscription.subscriber().send(new Told.Live(subscription.id(), reached(subscription)).message());
    }

    /** Tells one who would have to catch up that events are missing, and takes it in from now on. */
    synchronized void gap(Replay replay, Told.Why why) {
        Subscription subscription = replay.subscription();
        Audience audience = audiences.get(subscription.filter().whose());
        if (subscription.state() != Subscription.State.WAITING || followed == null || audience == null) {
            return;
        }
        enter(audience, subscription);
        subscription.subscriber().send(new Told.Gap(subscription.id(), why, reached(subscription)).message());
        counts.gap();
    }

    /** Whether a client may have a subscription of this name beside those that it has. */
    synchronized boolean mayAdd(Subscriber subscriber, String id, int most) {
        return subscriber.subscriptions().containsKey(id)
                || subscriber.subscriptions().size() < most;
    }

    /** The names of a client's subscriptions. */
    synchronized List<String> names(Subscriber subscriber) {
        return List.copyOf(subscriber.subscriptions().keySet());
    }

    /** Ends a subscription; false if there is none of this name. */
    synchronized boolean unsubscribe(Subscriber subscriber, String id) {
        Subscription ended = subscriber.subscriptions().remove(id);
        if (ended != null) {
            drop(ended);
        }
        return ended != null;
    }

    /** Ends all of a client that has gone. */
    synchronized void leave(Subscriber subscriber) {
        subscriber.subscriptions().values().forEach(this::drop);
        subscriber.subscriptions().clear();
    }

    private void drop(Subscription subscription) {
        subscription.become(Subscription.State.OVER);
        waiting.removeIf(request -> request.subscription() == subscription);
        Audience audience = audiences.get(subscription.filter().whose());
        if (audience != null) {
            audience.remove(subscription, System.nanoTime());
        }
    }

    /** Gives an event to everybody who may see it and wants it. Called in the order of each partition. */
    synchronized void publish(ConsumerRecord<byte[], byte[]> record) {
        Followed log = log();
        log.now().advance(record.partition(), record.offset() + 1);
        Audience own = audiences.get(tenant(record));
        Audience all = audiences.get(LiveFilter.ANY);
        if (own == null && all == null) {
            return;
        }
        try {
            LiveEvent event = LiveEvent.of(record);
            log.ring().add(event);
            deliver(event, own, all, log.now());
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "record is no event partition=%d offset=%d", record.partition(), record.offset());
        }
    }

    private void deliver(LiveEvent event, @Nullable Audience own, @Nullable Audience all, Position now) {
        counts.read();
        if (own != null) {
            own.collect(event, hit);
        }
        if (all != null) {
            all.collect(event, hit);
        }
        if (!hit.isEmpty()) {
            byte[] here = now.bytes();
            for (Subscriber subscriber : hit) {
                Position reached = subscriber.reached(now);
                subscriber.deliver(event, reached == now ? here : reached.bytes());
            }
            hit.clear();
        }
    }

    /** Whose record it is; empty if it does not say. */
    static String tenant(ConsumerRecord<?, ?> record) {
        Header header = record.headers().lastHeader("ce_tenant");
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    /** Tells clients that they are connected, and where they have got to if they have all up to there. */
    synchronized void beat(Collection<Subscriber> clients) {
        Message nowhere = new Told.Heartbeat(null).message();
        Position now = followed == null ? null : followed.now();
        Message here = now == null ? nowhere : new Told.Heartbeat(now.text()).message();
        for (Subscriber client : clients) {
            boolean live =
                    client.subscriptions().values().stream().allMatch(each -> each.state() == Subscription.State.LIVE);
            boolean isHere = now != null && client.reached(now) == now;
            client.send(live && isHere ? here : nowhere);
        }
    }

    /** Forgets tenants that nobody watches any more; ends what has waited for the log for too long, and returns it. */
    synchronized List<Subscription> tidy(long nowNanos, long patienceNanos) {
        audiences
                .values()
                .removeIf(audience -> audience.isEmpty()
                        && nowNanos - audience.leftAt() > config.linger().toNanos());
        List<Subscription> late = waiting.stream()
                .filter(request -> nowNanos - request.sinceNanos() > patienceNanos)
                .map(Request::subscription)
                .toList();
        late.forEach(each -> unsubscribe(each.subscriber(), each.id()));
        return late;
    }
}
