@NullMarked
package dev.headrace.gateway.proxy;

import org.jspecify.annotations.NullMarked;
