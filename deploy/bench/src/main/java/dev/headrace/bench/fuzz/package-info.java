/** Requests that nobody should send, to a gateway that runs. */
@NullMarked
package dev.headrace.bench.fuzz;

import org.jspecify.annotations.NullMarked;
