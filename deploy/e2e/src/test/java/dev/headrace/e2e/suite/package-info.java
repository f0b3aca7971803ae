/** The packaged suite under test, started once for all tests. */
@NullMarked
package dev.headrace.e2e.suite;

import org.jspecify.annotations.NullMarked;
