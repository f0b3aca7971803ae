/** Tests of the whole service, and what they share. */
@NullMarked
package dev.headrace.cache;

import org.jspecify.annotations.NullMarked;
