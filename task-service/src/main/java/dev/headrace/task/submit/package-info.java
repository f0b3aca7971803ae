/** Tasks come in: validation, group commit, hand-off to a waiting worker. */
@NullMarked
package dev.headrace.task.submit;

import org.jspecify.annotations.NullMarked;
