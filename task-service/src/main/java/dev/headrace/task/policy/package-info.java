/** When a failed task is tried again: the policy that applies, where it comes from, and how well it does. */
@NullMarked
package dev.headrace.task.policy;

import org.jspecify.annotations.NullMarked;
