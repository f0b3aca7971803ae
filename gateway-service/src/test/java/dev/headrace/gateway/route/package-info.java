@NullMarked
package dev.headrace.gateway.route;

import org.jspecify.annotations.NullMarked;
