/** What operators rule: queues, limits and routes, as every replica knows them. */
@NullMarked
package dev.headrace.task.rule;

import org.jspecify.annotations.NullMarked;
