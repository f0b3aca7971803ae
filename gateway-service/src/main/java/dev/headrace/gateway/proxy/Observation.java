package dev.headrace.gateway.proxy;

import dev.headrace.platform.observe.Access;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request until it ends, however it ends. An answer that is cut off has to be told with {@link #cutOff}: the
 * framework calls no end handler then. Stays on the event loop of its request.
 */
public final class Observation {
    private static final String KEY = "headrace.observation";
    private static final int ABORTED = 0;
    private static final int INFORMATIONAL = 1;
    private static final int SWITCHING = 101;

    private final Timer[] byStatusClass;
    private final long startNanos;
    private @Nullable Runnable afterwards;
    private boolean ended;

    private Observation(Timer[] byStatusClass, long startNanos) {
        this.byStatusClass = byStatusClass;
        this.startNanos = startNanos;
    }

    static void begin(RoutingContext rc, Timer[] byStatusClass, long startNanos) {
        Observation observation = new Observation(byStatusClass, startNanos);
        rc.put(KEY, observation);
        rc.addEndHandler(
                done -> observation.end(done.succeeded() ? rc.response().getStatusCode() / 100 : ABORTED));
    }

    /** Adds what is to be done at the end; does it at once if that was. */
    static void atEnd(RoutingContext rc, Runnable afterwards) {
        Observation observation = rc.get(KEY);
        if (observation != null && observation.ended) {
            afterwards.run();
        } else if (observation != null) {
            Runnable before = observation.afterwards;
            observation.afterwards = before == null ? afterwards : () -> both(before, afterwards);
        }
    }

    private static void both(Runnable one, Runnable other) {
        one.run();
        other.run();
    }

    /** It has become a WebSocket: the request is over, and the framework calls no end handler then either. */
    public static void upgraded(RoutingContext rc) {
        Observation observation = rc.get(KEY);
        if (observation != null) {
            observation.end(INFORMATIONAL);
        }
        Access.of(rc).over(SWITCHING);
    }

    static void cutOff(RoutingContext rc) {
        Observation observation = rc.get(KEY);
        if (observation != null) {
            observation.end(ABORTED);
        }
        Access.of(rc).over(ABORTED);
    }

    private void end(int statusClass) {
        if (ended) {
            return;
        }
        ended = true;
        byStatusClass[statusClass].record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
        if (afterwards != null) {
            afterwards.run();
        }
    }
}
