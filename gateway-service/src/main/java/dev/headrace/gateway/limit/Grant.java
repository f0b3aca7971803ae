package dev.headrace.gateway.limit;

/**
 * What a count gave.
 *
 * @param granted how many of those that were asked for
 * @param left how many more are possible now
 * @param resetMs until the present window ends
 * @param retryMs until one more is possible, if none is left
 */
record Grant(long granted, long left, long resetMs, long retryMs) {}
