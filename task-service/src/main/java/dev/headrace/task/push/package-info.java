/** Push tasks: the service itself calls a task's target, as a worker of all tenants would. */
@NullMarked
package dev.headrace.task.push;

import org.jspecify.annotations.NullMarked;
