@NullMarked
package dev.headrace.gateway.issuer;

import org.jspecify.annotations.NullMarked;
