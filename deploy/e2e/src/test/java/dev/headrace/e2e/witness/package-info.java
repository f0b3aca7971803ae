/** Reads what the suite has stored, published, sent and counted, each by its own way in. */
@NullMarked
package dev.headrace.e2e.witness;

import org.jspecify.annotations.NullMarked;
