@NullMarked
package dev.headrace.gateway.docs;

import org.jspecify.annotations.NullMarked;
