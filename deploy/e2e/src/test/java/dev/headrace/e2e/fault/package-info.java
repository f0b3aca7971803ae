/** Breaks one part at a time while work is under way. */
@NullMarked
package dev.headrace.e2e.fault;

import org.jspecify.annotations.NullMarked;
