/** Level 1: entries in this process, bounded by weight. */
@NullMarked
package dev.headrace.cache.local;

import org.jspecify.annotations.NullMarked;
