/** How failures develop over time. */
@NullMarked
package dev.headrace.task.failure.trend;

import org.jspecify.annotations.NullMarked;
