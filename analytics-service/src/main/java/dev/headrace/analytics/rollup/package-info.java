/** Pure aggregation of what happened to tasks: buckets of time with counts, times and mergeable sketches. */
@NullMarked
package dev.headrace.analytics.rollup;

import org.jspecify.annotations.NullMarked;
