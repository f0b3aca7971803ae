package dev.headrace.gateway.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One subscription of a client. Changed by the hub only. */
final class Subscription {
    private final String id;
    private final @Nullable String ref;
    private final LiveFilter filter;
    private final LiveFilter.Matcher matcher;
    private final Subscriber subscriber;
    private final byte[] head;
    private volatile State state = State.WAITING;
    private volatile @Nullable Position lacks;
    private @Nullable Position has;

    enum State {
        /** What it missed is still being found, or the log is not followed yet. */
        WAITING,
        LIVE,
        OVER
    }

    Subscription(String id, @Nullable String ref, LiveFilter filter, Subscriber subscriber) {
        this.id = id;
        this.ref = ref;
        this.filter = filter;
        this.matcher = filter.matcher();
        this.subscriber = subscriber;
        this.head = Told.head(List.of(this));
    }

    String id() {
        return id;
    }

    @Nullable
    String ref() {
        return ref;
    }

    LiveFilter filter() {
        return filter;
    }

    LiveFilter.Matcher matcher() {
        return matcher;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    /** The beginning of messages for this subscription alone. */
    byte[] head() {
        return head;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
        switch (next) {
            case WAITING -> has = null;
            case LIVE -> lacks = null;
            case OVER -> {}
        }
    }

    /** It lacks what came after that, until it is live. */
    void lacks(Position after) {
        lacks = after;
    }

    /** After what it lacks events; null if it lacks none. */
    @Nullable
    Position lacks() {
        return lacks;
    }

    /** Up to where it has everything while the hub has read up to {@code now}. */
    Position reached(Position now) {
        Position less = lacks;
        Position more = has;
        if (less != null) {
            return less.over(now.partitions());
        }
        if (more == null || now.isFrom(more)) {
            has = null;
            return now;
        }
        return more.later(now);
    }

    /** It has got everything up to there, which may be more than the hub has read. */
    void has(Position upTo) {
        has = upTo.copy();
    }

    /** Whether its client wants the event, may see it and has not got it. */
    boolean wants(LiveEvent event) {
        boolean news = has == null || !has.isPast(event.partition(), event.offset());
        return news && matcher.matches(event) && subscriber.maySee(event);
    }
}
