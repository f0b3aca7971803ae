/** Level 2: entries in Redis, behind a timeout and a circuit breaker. */
@NullMarked
package dev.headrace.cache.remote;

import org.jspecify.annotations.NullMarked;
