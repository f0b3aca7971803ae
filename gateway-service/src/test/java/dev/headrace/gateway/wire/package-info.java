@NullMarked
package dev.headrace.gateway.wire;

import org.jspecify.annotations.NullMarked;
