@NullMarked
package dev.headrace.bench.probe;

import org.jspecify.annotations.NullMarked;
