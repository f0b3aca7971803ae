package dev.headrace.platform.api;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request: its id and when it came. Kept in the routing context, so that every layer reads the same. */
public record Exchange(String requestId, long startNanos) {
    public static final String REQUEST_ID = "X-Request-Id";
    /** Set in the routing context of a request that waits on purpose. */
    public static final String PARKED = "headrace.parked";

    private static final String KEY = "headrace.exchange";
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** The trace that the caller's W3C {@code traceparent} names, or {@code -} if there is none. */
    public static String traceId(@Nullable String traceparent) {
        return traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent.substring(3, 35) : "-";
    }

    /** The exchange of a request; made on first use, with the caller's request id if that is well-formed. */
    public static Exchange of(RoutingContext rc) {
        Exchange present = rc.get(KEY);
        if (present != null) {
            return present;
        }
        Exchange made = new Exchange(requestId(rc.request().getHeader(REQUEST_ID)), System.nanoTime());
        rc.put(KEY, made);
        return made;
    }

    static String requestId(@Nullable String asked) {
        return asked != null && WELL_FORMED.matcher(asked).matches()
                ? asked
                : UUID.randomUUID().toString();
    }

    public long elapsedMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** The envelope's meta for an answer that leaves now. */
    public Envelope.Meta meta() {
        return new Envelope.Meta(requestId, Instant.now().truncatedTo(ChronoUnit.MILLIS), "v1", elapsedMillis(), null);
    }
}
