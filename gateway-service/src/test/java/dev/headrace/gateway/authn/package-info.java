@NullMarked
package dev.headrace.gateway.authn;

import org.jspecify.annotations.NullMarked;
