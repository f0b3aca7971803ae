/** The streaming way to the services and back. */
@NullMarked
package dev.headrace.gateway.proxy;

import org.jspecify.annotations.NullMarked;
