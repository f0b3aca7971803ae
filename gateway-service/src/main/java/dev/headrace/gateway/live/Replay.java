package dev.headrace.gateway.live;

/** A subscription on its way from where its client has got to to the present. Used by one thread at a time. */
final class Replay {
    private final Subscription subscription;
    private Position at;
    private boolean ofThisLog;

    Replay(Subscription subscription, Position from) {
        this.subscription = subscription;
        this.at = from.copy();
    }

    Subscription subscription() {
        return subscription;
    }

    Position at() {
        return at;
    }

    /** Fits the position to the partitions that there are. */
    void over(int partitions) {
        at = at.over(partitions);
    }

    /** Whether it is known that its position is one of this log. */
    boolean isOfThisLog() {
        return ofThisLog;
    }

    void checked() {
        ofThisLog = true;
    }

    /** Whether events of this tenant are asked for. */
    boolean concerns(String tenant) {
        String whose = subscription.filter().whose();
        return whose.equals(tenant) || whose.equals(LiveFilter.ANY);
    }

    /** Sends an event that its client lacks and wants. False if the client has no room for it: then nothing has changed. */
    boolean take(LiveEvent event) {
        boolean over = subscription.state() == Subscription.State.OVER;
        if (over || at.isPast(event.partition(), event.offset())) {
            return true;
        }
        boolean wanted = subscription.wants(event);
        if (wanted && !subscription.subscriber().hasRoom()) {
            return false;
        }
        at.advance(event.partition(), event.offset() + 1);
        if (wanted) {
            Subscriber client = subscription.subscriber();
            client.send(new Message(
                    subscription.head(), client.reached(subscription, at).bytes(), event.rest()));
        }
        return true;
    }
}
