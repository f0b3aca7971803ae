package dev.headrace.gateway.proxy;

import java.util.List;

/**
 * How the way to a service is.
 *
 * @param state closed, open or half_open
 * @param retryAfterMs until an open breaker lets a request through
 * @param answered requests of the last ten seconds that got an answer, whatever it said
 * @param failed requests of the last ten seconds that got none: a timeout, or the connection broke
 * @param opened how often the breaker has opened
 * @param refusedByBreaker requests that it has kept away
 * @param underWay requests that are with the service or wait for a connection; parked ones do not count
 * @param limit of these
 * @param refusedByLimit requests that were told at once that they would wait too long
 * @param meanMicros how long requests take
 * @param retried requests that were sent a second time
 * @param notRetried requests for which the retry budget had nothing left
 * @param retriesLeft in the budget
 */
public record UpstreamView(
        String service,
        String state,
        long retryAfterMs,
        int answered,
        int failed,
        long opened,
        long refusedByBreaker,
        int underWay,
        int limit,
        long refusedByLimit,
        long meanMicros,
        long retried,
        long notRetried,
        int retriesLeft,
        List<InstanceView> instances) {

    public UpstreamView {
        instances = List.copyOf(instances);
    }

    /**
     * One process.
     *
     * @param state up, resting (it refused a connection), unready (it says so of itself) or stopping
     */
    public record InstanceView(String address, String state, int underWay, int parked) {}
}
