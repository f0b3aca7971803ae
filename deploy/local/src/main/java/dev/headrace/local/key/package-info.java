/** The key pair with which the gateway tells the services who is calling. */
@NullMarked
package dev.headrace.local.key;

import org.jspecify.annotations.NullMarked;
