/** A worker process: leases tasks, runs nothing, answers. */
@NullMarked
package dev.headrace.bench.work;

import org.jspecify.annotations.NullMarked;
