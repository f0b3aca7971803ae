/** What the bytes at the public port must be like, before anybody parses them. */
@NullMarked
package dev.headrace.gateway.wire;

import org.jspecify.annotations.NullMarked;
