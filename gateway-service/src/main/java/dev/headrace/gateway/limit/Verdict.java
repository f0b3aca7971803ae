package dev.headrace.gateway.limit;

/**
 * What a count says to a request.
 *
 * @param left how many more are possible
 * @param resetSeconds until the present window ends
 * @param retrySeconds when to ask again if it was refused; at least 1
 */
record Verdict(boolean admitted, long left, long resetSeconds, long retrySeconds) {
    static Verdict of(boolean admitted, long left, long resetMs, long retryMs) {
        return new Verdict(admitted, Math.max(0, left), seconds(resetMs), Math.max(1, seconds(retryMs)));
    }

    private static long seconds(long ms) {
        return Math.max(0, (ms + 999) / 1000);
    }
}
