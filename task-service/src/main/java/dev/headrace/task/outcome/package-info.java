/** Workers answer: fenced, in batches, with the retry decision. */
@NullMarked
package dev.headrace.task.outcome;

import org.jspecify.annotations.NullMarked;
