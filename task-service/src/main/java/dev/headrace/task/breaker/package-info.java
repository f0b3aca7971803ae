/** Breakers: tasks that depend on something that fails wait until it works again, instead of using up their attempts. */
@NullMarked
package dev.headrace.task.breaker;

import org.jspecify.annotations.NullMarked;
