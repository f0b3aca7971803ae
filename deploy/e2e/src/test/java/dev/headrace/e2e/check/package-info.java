/** Decides from evidence alone whether every promise was kept. Knows nothing of the services' code. */
@NullMarked
package dev.headrace.e2e.check;

import org.jspecify.annotations.NullMarked;
