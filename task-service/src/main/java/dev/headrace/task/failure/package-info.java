/** What a failure is: its type, its remedy and its fingerprint. Plain Java, so that the same input always says the same. */
@NullMarked
package dev.headrace.task.failure;

import org.jspecify.annotations.NullMarked;
