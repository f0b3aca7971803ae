/** In-memory hints inside one replica: something became ready, something comes due. */
@NullMarked
package dev.headrace.task.signal;

import org.jspecify.annotations.NullMarked;
