/** Tasks that are handed in together and looked at together: batches. See docs/adr/0018-batches.md. */
@NullMarked
package dev.headrace.task.batch;

import org.jspecify.annotations.NullMarked;
