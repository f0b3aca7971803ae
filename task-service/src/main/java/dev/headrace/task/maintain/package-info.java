/** What must happen without anybody asking: deferred tasks come due, silent workers lose their leases. */
@NullMarked
package dev.headrace.task.maintain;

import org.jspecify.annotations.NullMarked;
