/** One-time tickets that open a WebSocket where no header can be set. */
@NullMarked
package dev.headrace.gateway.ticket;

import org.jspecify.annotations.NullMarked;
