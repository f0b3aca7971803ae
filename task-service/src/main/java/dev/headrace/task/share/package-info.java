/** Who gets the next lease where not everybody can have it: limits, weights, tenants. Pure. */
@NullMarked
package dev.headrace.task.share;

import org.jspecify.annotations.NullMarked;
