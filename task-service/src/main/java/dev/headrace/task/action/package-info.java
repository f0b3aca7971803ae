/** One change for many tasks: for a list of ids at once, for all that match a filter in steps. */
@NullMarked
package dev.headrace.task.action;

import org.jspecify.annotations.NullMarked;
