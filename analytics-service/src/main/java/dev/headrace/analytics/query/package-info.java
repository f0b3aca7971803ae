/** Usage of a tenant over time, read from the roll-ups. */
@NullMarked
package dev.headrace.analytics.query;

import org.jspecify.annotations.NullMarked;
