/** Operators and owners act on tasks. */
@NullMarked
package dev.headrace.task.control;

import org.jspecify.annotations.NullMarked;
