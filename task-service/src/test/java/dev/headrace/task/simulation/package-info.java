/** Random lives of tasks, against a model of what may happen and against the real service and database. */
@NullMarked
package dev.headrace.task.simulation;

import org.jspecify.annotations.NullMarked;
