/** Whether the gateway and what is behind it are well. */
@NullMarked
package dev.headrace.gateway.health;

import org.jspecify.annotations.NullMarked;
