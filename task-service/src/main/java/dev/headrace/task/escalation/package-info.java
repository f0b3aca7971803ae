/** Tasks that have waited for long, or will wait for too long: they move up, and operators are told before it is too late. */
@NullMarked
package dev.headrace.task.escalation;

import org.jspecify.annotations.NullMarked;
