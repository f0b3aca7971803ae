/** Who is calling: the identity that the gateway signs and every service verifies. */
@NullMarked
package dev.headrace.platform.identity;

import org.jspecify.annotations.NullMarked;
