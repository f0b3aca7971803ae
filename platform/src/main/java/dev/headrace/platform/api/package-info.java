/** What every service says to the outside: the envelope, pages, the error catalogue and the one exception mapper. */
@NullMarked
package dev.headrace.platform.api;

import org.jspecify.annotations.NullMarked;
