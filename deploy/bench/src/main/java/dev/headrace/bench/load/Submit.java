package dev.headrace.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headrace.bench.wire.Endpoint;
import java.time.Instant;
import java.util.Locale;

/**
 * The request that submits one no-op task with a payload of 200 bytes. The payload carries the moment of the call, by
 * the machine's monotonic clock in nanoseconds, which on Linux all processes share; the worker reads it.
 */
final class Submit {
    private static final String UNSTAMPED = "0".repeat(20);
    private static final String PAYLOAD = "{\"t\":\"" + UNSTAMPED + "\",\"d\":\"" + "x".repeat(165) + "\"}";

    private final byte[] request;
    private final int stamp;

    Submit(Endpoint endpoint, String queue) {
        String body = task(queue);
        this.request = endpoint.post("/api/v1/tasks", body);
        this.stamp = request.length - body.length() + body.indexOf(UNSTAMPED);
    }

    /** The task as JSON, with no moment in it. */
    static String task(String queue) {
        return "{\"type\":\"bench\",\"queue\":\"" + queue + "\",\"payload\":" + PAYLOAD + "}";
    }

    /** A task that is due later, at a moment by both clocks. */
    static String task(String queue, Instant runAt, long nanos) {
        String stamp = String.format(Locale.ROOT, "%020d", nanos);
        String later = "{\"run_at\":\"" + runAt + "\",";
        return later + task(queue).substring(1).replace(UNSTAMPED, stamp);
    }

    /** The request, saying that the call was due at this moment. The same bytes are used again. */
    byte[] at(long nanos) {
        byte[] digits = Long.toString(nanos).getBytes(US_ASCII);
        System.arraycopy(digits, 0, request, stamp + UNSTAMPED.length() - digits.length, digits.length);
        return request;
    }
}
