/** Operators say where tasks go that name no queue or priority. */
@NullMarked
package dev.headrace.task.route;

import org.jspecify.annotations.NullMarked;
