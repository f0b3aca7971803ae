@NullMarked
package dev.headrace.gateway.health;

import org.jspecify.annotations.NullMarked;
