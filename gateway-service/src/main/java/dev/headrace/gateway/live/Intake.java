package dev.headrace.gateway.live;

import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Takes subscriptions in, has the log read for them, and sends on to catch up those that lack something. */
@Singleton
public final class Intake {
    private final LiveHub hub;
    private final CatchUp catchUp;
    private final TaskTail tail;

    public Intake(LiveHub hub, CatchUp catchUp, TaskTail tail) {
        this.hub = hub;
        this.catchUp = catchUp;
        this.tail = tail;
    }

    /** @param from after what; null for from now on */
    void add(Subscription subscription, @Nullable Position from) {
        Replay replay = hub.subscribe(subscription, from);
        tail.wanted();
        if (replay != null) {
            catchUp.add(replay);
        }
    }
}
