package dev.headrace.webhook.fanout;

/**
 * An event and an endpoint that wants it.
 *
 * @param claimed whether this replica has a slot for it and writes the row already claimed
 */
record Match(Notice notice, Subscription subscription, boolean claimed) {}
