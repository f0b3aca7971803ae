/** Operators limit tasks by key. */
@NullMarked
package dev.headrace.task.limit;

import org.jspecify.annotations.NullMarked;
