@NullMarked
package dev.headrace.local.process;

import org.jspecify.annotations.NullMarked;
