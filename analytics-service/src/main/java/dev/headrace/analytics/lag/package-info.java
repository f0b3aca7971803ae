/** How far the roll-ups are behind the log of events. */
@NullMarked
package dev.headrace.analytics.lag;

import org.jspecify.annotations.NullMarked;
