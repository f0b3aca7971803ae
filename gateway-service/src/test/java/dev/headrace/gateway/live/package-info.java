@NullMarked
package dev.headrace.gateway.live;

import org.jspecify.annotations.NullMarked;
