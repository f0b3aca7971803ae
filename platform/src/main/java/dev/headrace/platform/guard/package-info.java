/** Keeps outgoing calls out of private networks: names are resolved once, checked, and the checked address is used. */
@NullMarked
package dev.headrace.platform.guard;

import org.jspecify.annotations.NullMarked;
