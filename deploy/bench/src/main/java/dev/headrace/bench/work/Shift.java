package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Endpoint;

/**
 * How to work.
 *
 * @param endpoint the gateway
 * @param worker id under which the server knows this process
 * @param queue the only queue to lease from
 * @param connections lease calls at the same time
 * @param max tasks for each call
 * @param waitMs how long a call may park, in milliseconds
 */
record Shift(Endpoint endpoint, String worker, String queue, int connections, int max, int waitMs) {

    static Shift of(Endpoint endpoint, String worker, Words command) {
        return new Shift(
                endpoint,
                worker,
                command.text("queue"),
                command.count("connections"),
                command.count("max"),
                command.count("wait_ms"));
    }

    /** A lease call that brings these outcomes, which are the items of a JSON array. */
    byte[] lease(CharSequence outcomes) {
        return endpoint.post(
                "/api/v1/leases",
                "{\"worker_id\":\"%s\",\"queues\":[\"%s\"],\"max\":%d,\"wait_ms\":%d,\"outcomes\":[%s]}"
                        .formatted(worker, queue, max, waitMs, outcomes));
    }

    /** A call that only brings outcomes. */
    byte[] outcomes(CharSequence outcomes) {
        return endpoint.post("/api/v1/leases/outcomes", "{\"outcomes\":[" + outcomes + "]}");
    }
}
