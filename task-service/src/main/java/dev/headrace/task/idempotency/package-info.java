/** Idempotency keys: what a key is, whose it is, what makes two submissions the same, and who remembers them. */
@NullMarked
package dev.headrace.task.idempotency;

import org.jspecify.annotations.NullMarked;
