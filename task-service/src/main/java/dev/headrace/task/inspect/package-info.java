/** Look at tasks: one with its history, lists with filters. */
@NullMarked
package dev.headrace.task.inspect;

import org.jspecify.annotations.NullMarked;
