/** Submits tasks: as fast as it can, or at a fixed rate. */
@NullMarked
package dev.headrace.bench.load;

import org.jspecify.annotations.NullMarked;
