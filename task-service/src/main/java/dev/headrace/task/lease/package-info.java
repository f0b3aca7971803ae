/** Tasks go out: parked polls, one claim for everybody. */
@NullMarked
package dev.headrace.task.lease;

import org.jspecify.annotations.NullMarked;
