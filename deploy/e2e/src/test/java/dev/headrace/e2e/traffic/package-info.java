/** Clients and workers that go on when the suite breaks, and remember every answer. */
@NullMarked
package dev.headrace.e2e.traffic;

import org.jspecify.annotations.NullMarked;
