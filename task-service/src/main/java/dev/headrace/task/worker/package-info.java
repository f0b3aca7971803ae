/** Workers register and show that they live. */
@NullMarked
package dev.headrace.task.worker;

import org.jspecify.annotations.NullMarked;
