/** What a task is and may become. Plain Java: no framework, no storage, no clock. */
@NullMarked
package dev.headrace.task.model;

import org.jspecify.annotations.NullMarked;
