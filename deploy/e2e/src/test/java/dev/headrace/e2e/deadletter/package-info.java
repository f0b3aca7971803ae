/** What operators do about tasks that were given up. */
@NullMarked
package dev.headrace.e2e.deadletter;

import org.jspecify.annotations.NullMarked;
