/**
 * Subscriptions: where events go, which events, and the secret they are signed with.
 */
@NullMarked
package dev.headrace.webhook.endpoint;

import org.jspecify.annotations.NullMarked;
