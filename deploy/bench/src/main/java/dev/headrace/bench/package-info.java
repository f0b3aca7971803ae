/** Load and latency benchmarks of the packaged suite, through the gateway. */
@NullMarked
package dev.headrace.bench;

import org.jspecify.annotations.NullMarked;
