package dev.headrace.task.push;

import dev.headrace.platform.egress.Call;
import dev.headrace.platform.egress.Egress;
import dev.headrace.platform.egress.Exchange;
import dev.headrace.task.lease.LeasedTask;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Turns a leased task into the call of its target. */
@Singleton
class TargetCalls {
    /** Headers that begin so are ours. */
    static final String OWN_PREFIX = "headrace-";

    private final Egress egress;
    private final PushConfig config;

    TargetCalls(Egress egress, PushConfig config) {
        this.egress = egress;
        this.config = config;
    }

    /** Begins a call. */
    Exchange begin(LeasedTask task, Target target) {
        return egress.send(call(task, target), limit(task, target));
    }

    /** The longest time for a call: what its target says, and never longer than the task's attempt may take. */
    Duration limit(LeasedTask task, Target target) {
        Duration asked = target.timeoutMs() == null ? config.timeout() : Duration.ofMillis(target.timeoutMs());
        Instant deadline = task.deadline();
        if (deadline == null) {
            return asked;
        }
        // Both times are the database's, so its clock and ours need not agree.
        Duration hard = Duration.between(task.leaseExpiresAt().minusMillis(config.leaseMs()), deadline);
        return hard.compareTo(asked) < 0 ? hard : asked;
    }

    static Call call(LeasedTask task, Target target) {
        Target.Method method = target.verb().orElseThrow();
        Buffer body = target.takesPayload() ? Buffer.buffer(task.payload()) : null;
        return new Call(HttpMethod.valueOf(method.name()), target.destination(), headers(task, target), body);
    }

    /** Ours first, so that the target's own may replace all but what identifies the task. */
    private static Map<String, String> headers(LeasedTask task, Target target) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("User-Agent", "Headrace");
        headers.put("Idempotency-Key", task.id().toString());
        if (target.takesPayload()) {
            headers.put("Content-Type", "application/json");
        }
        if (target.headers() != null) {
            target.headers().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        }
        headers.put("Headrace-Task-Id", task.id().toString());
        headers.put("Headrace-Task-Type", task.type());
        headers.put("Headrace-Attempt", Integer.toString(task.attempt()));
        return headers;
    }
}
