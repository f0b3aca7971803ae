/** Counts hits and misses. */
@NullMarked
package dev.headrace.cache.stats;

import org.jspecify.annotations.NullMarked;
