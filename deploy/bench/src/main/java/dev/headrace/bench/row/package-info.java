/** The rows of the table that are no rate: idle, parked, due at once, full tables, a pinned snapshot. */
@NullMarked
package dev.headrace.bench.row;

import org.jspecify.annotations.NullMarked;
