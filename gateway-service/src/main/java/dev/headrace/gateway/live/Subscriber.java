package dev.headrace.gateway.live;

import dev.headrace.platform.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client as the hub sees it: who it is, its subscriptions, and what waits for it. Guarded by the hub but for its backlog.
 */
final class Subscriber {
    /** Events that are not about a task's way are part of what failures are. */
    private static final String FAILURES = "failures:read";

    private final Identity identity;
    private final boolean seesAll;
    private final boolean seesFailures;
    private final Backlog backlog;
    private final Connection connection;
    /** Changed by the hub only. */
    private final Map<String, Subscription> subscriptions = new ConcurrentSkipListMap<>();

    private final List<Subscription> matched = new ArrayList<>(1);
    private final AtomicReference<@Nullable Runnable> whenRoom = new AtomicReference<>();

    /** The way to the client. May be called by any thread, and returns at once. */
    interface Connection {
        /** Something waits to be sent. */
        void ready();

        /** More would wait than may. */
        void tooSlow();
    }

    Subscriber(Identity identity, Backlog backlog, Connection connection) {
        this.identity = identity;
        this.seesAll = identity.mayOperate();
        this.seesFailures = identity.covers(FAILURES);
        this.backlog = backlog;
        this.connection = connection;
    }

    Identity identity() {
        return identity;
    }

    Map<String, Subscription> subscriptions() {
        return subscriptions;
    }

    boolean maySee(LiveEvent event) {
        return (seesAll || identity.subject().equals(event.about().owner()))
                && (seesFailures || isOfTasks(event.type()))
                && (identity.isAdmin() || identity.tenant().equals(event.tenant()));
    }

    private static boolean isOfTasks(String type) {
        return type.startsWith("task.") || type.startsWith("batch.");
    }

    /**
     * Up to where its client has everything, of all its subscriptions, while the hub has read up to {@code now}: what may be said
     * to it as its last event id. Mostly that is {@code now} itself.
     */
    Position reached(Position now) {
        Position reached = null;
        for (Subscription each : subscriptions.values()) {
            Position its = each.reached(now);
            reached = reached == null || reached == its ? its : reached.earlier(its);
        }
        return reached == null ? now : reached;
    }

    /** The same while one of its subscriptions catches up and has got so far. Any thread may ask. */
    Position reached(Subscription catching, Position at) {
        Position least = catching.lacks();
        if (least == null || subscriptions.size() < 2) {
            return at;
        }
        for (Subscription each : subscriptions.values()) {
            Position lacks = each.lacks();
            least = lacks == null ? least : least.over(at.partitions()).earlier(lacks.over(at.partitions()));
        }
        return least;
    }

    void send(Message message) {
        if (backlog.add(message)) {
            connection.ready();
        } else {
            connection.tooSlow();
        }
    }

    /** Notes that one of its subscriptions wants an event; true if it is the first. */
    boolean match(Subscription subscription) {
        matched.add(subscription);
        return matched.size() == 1;
    }

    /** Sends an event once for all subscriptions that want it. */
    void deliver(LiveEvent event, byte[] position) {
        byte[] head = matched.size() == 1 ? matched.getFirst().head() : Told.head(matched);
        matched.clear();
        send(new Message(head, position, event.rest()));
    }

    /** Whether something that is not urgent may be sent. */
    boolean hasRoom() {
        return backlog.hasRoom();
    }

    /** Calls back once when there is room again, perhaps at once. */
    void whenRoom(Runnable then) {
        whenRoom.accumulateAndGet(then, (before, more) -> before == null ? more : both(before, then));
        drained();
    }

    private static Runnable both(Runnable one, Runnable other) {
        return () -> {
            one.run();
            other.run();
        };
    }

    /** Something was sent. */
    void drained() {
        if (whenRoom.get() != null && backlog.hasRoom()) {
            Runnable then = whenRoom.getAndSet(null);
            if (then != null) {
                then.run();
            }
        }
    }
}
