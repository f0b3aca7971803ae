/**
 * From an event of Kafka to one delivery row for each matching subscription.
 */
@NullMarked
package dev.headrace.webhook.fanout;

import org.jspecify.annotations.NullMarked;
