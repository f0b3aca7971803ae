@NullMarked
package dev.headrace.gateway.ticket;

import org.jspecify.annotations.NullMarked;
