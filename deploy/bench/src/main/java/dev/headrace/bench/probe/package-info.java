/** What a run costs: processor time, memory, write-ahead log, commits. */
@NullMarked
package dev.headrace.bench.probe;

import org.jspecify.annotations.NullMarked;
