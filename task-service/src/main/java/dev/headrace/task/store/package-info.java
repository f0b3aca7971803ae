/** One transaction with its events: what every writer of tasks shares. */
@NullMarked
package dev.headrace.task.store;

import org.jspecify.annotations.NullMarked;
