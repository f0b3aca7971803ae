/** HTTP calls to hosts that callers named: checked, bounded in number, time and size, and taken for what they are. */
@NullMarked
package dev.headrace.platform.egress;

import org.jspecify.annotations.NullMarked;
