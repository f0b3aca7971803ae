/** Live events, over WebSockets from outside. */
@NullMarked
package dev.headrace.e2e.live;

import org.jspecify.annotations.NullMarked;
