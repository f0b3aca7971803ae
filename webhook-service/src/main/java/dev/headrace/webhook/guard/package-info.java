/** Which private networks deliveries may reach. */
@NullMarked
package dev.headrace.webhook.guard;

import org.jspecify.annotations.NullMarked;
