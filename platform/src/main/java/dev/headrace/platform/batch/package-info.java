/** Group commit: many small requests, one statement. */
@NullMarked
package dev.headrace.platform.batch;

import org.jspecify.annotations.NullMarked;
