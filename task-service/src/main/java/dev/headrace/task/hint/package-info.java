/** Hints between replicas, over Redis: what became ready on one wakes the workers that wait on another. */
@NullMarked
package dev.headrace.task.hint;

import org.jspecify.annotations.NullMarked;
