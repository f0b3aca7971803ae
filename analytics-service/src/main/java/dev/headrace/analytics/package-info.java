/** Roll-ups of what happened to tasks. */
@NullMarked
package dev.headrace.analytics;

import org.jspecify.annotations.NullMarked;
