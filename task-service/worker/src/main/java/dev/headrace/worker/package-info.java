/** Runs Headrace tasks in any Java program; {@link dev.headrace.worker.Worker#connect} is where to start. */
@NullMarked
package dev.headrace.worker;

import org.jspecify.annotations.NullMarked;
