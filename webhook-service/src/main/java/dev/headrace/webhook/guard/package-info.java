/** Keeps deliveries out of private networks: names are resolved once, checked, and the checked address is used. */
@NullMarked
package dev.headrace.webhook.guard;

import org.jspecify.annotations.NullMarked;
