/** From the events of the log to the roll-ups, each event exactly once. */
@NullMarked
package dev.headrace.analytics.ingest;

import org.jspecify.annotations.NullMarked;
