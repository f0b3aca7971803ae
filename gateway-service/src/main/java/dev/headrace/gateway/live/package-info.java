/** Task events to WebSocket clients, as they happen. */
@NullMarked
package dev.headrace.gateway.live;

import org.jspecify.annotations.NullMarked;
