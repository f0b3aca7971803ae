@NullMarked
package dev.headrace.gateway;

import org.jspecify.annotations.NullMarked;
