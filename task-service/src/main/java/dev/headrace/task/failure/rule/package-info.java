/** Operators' own rules on what failures are: kept for each tenant, asked before those that come with Headrace. */
@NullMarked
package dev.headrace.task.failure.rule;

import org.jspecify.annotations.NullMarked;
