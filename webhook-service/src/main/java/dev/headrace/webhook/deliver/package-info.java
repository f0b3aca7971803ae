/**
 * Sends due deliveries, retries them and records the outcome.
 */
@NullMarked
package dev.headrace.webhook.deliver;

import org.jspecify.annotations.NullMarked;
