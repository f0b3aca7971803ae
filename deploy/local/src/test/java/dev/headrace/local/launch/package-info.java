@NullMarked
package dev.headrace.local.launch;

import org.jspecify.annotations.NullMarked;
