/** Removal of roll-ups that have passed their age. */
@NullMarked
package dev.headrace.analytics.retain;

import org.jspecify.annotations.NullMarked;
