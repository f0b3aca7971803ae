/** Tells other replicas what has changed, and notices when it cannot. */
@NullMarked
package dev.headrace.cache.invalidate;

import org.jspecify.annotations.NullMarked;
