@NullMarked
package dev.headrace.gateway.limit;

import org.jspecify.annotations.NullMarked;
