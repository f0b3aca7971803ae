@NullMarked
package dev.headrace.gateway.token;

import org.jspecify.annotations.NullMarked;
