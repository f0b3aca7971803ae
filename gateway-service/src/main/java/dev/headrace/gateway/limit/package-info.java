/** How much a caller may do: quotas, bursts and requests at a time, counted over all replicas. */
@NullMarked
package dev.headrace.gateway.limit;

import org.jspecify.annotations.NullMarked;
