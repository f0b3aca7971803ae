/** Events in the same transaction as the change they tell of, and the relay that publishes them. */
@NullMarked
package dev.headrace.platform.outbox;

import org.jspecify.annotations.NullMarked;
