@NullMarked
package dev.headrace.local.engine;

import org.jspecify.annotations.NullMarked;
