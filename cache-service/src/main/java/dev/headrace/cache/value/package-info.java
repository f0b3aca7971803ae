/** What is kept, and under which key. */
@NullMarked
package dev.headrace.cache.value;

import org.jspecify.annotations.NullMarked;
