/** The task service: queues, leases, retries. PostgreSQL holds the truth. */
@NullMarked
package dev.headrace.task;

import org.jspecify.annotations.NullMarked;
