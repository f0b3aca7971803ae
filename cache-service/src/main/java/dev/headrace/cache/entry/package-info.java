/** Entries over HTTP, and how the two levels work together. */
@NullMarked
package dev.headrace.cache.entry;

import org.jspecify.annotations.NullMarked;
