/** Tasks that were given up: what failed, who looks after it, and what becomes of it. */
@NullMarked
package dev.headrace.task.deadletter;

import org.jspecify.annotations.NullMarked;
