/** What an operator sees of each request: its id, its trace, its line in the log. */
@NullMarked
package dev.headrace.platform.observe;

import org.jspecify.annotations.NullMarked;
