/** Queues: pausing and limiting them, and what is in them. */
@NullMarked
package dev.headrace.task.queue;

import org.jspecify.annotations.NullMarked;
