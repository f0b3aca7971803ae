/** What the database says of the tables' health. */
@NullMarked
package dev.headrace.task.database;

import org.jspecify.annotations.NullMarked;
