/** The five shapes of load that are measured. */
@NullMarked
package dev.headrace.bench.shape;

import org.jspecify.annotations.NullMarked;
