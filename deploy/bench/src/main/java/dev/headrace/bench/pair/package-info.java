/** Two suites measured turn by turn, to tell what a change costs on a machine whose speed wanders. */
@NullMarked
package dev.headrace.bench.pair;

import org.jspecify.annotations.NullMarked;
