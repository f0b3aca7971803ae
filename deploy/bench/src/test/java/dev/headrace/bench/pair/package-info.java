@NullMarked
package dev.headrace.bench.pair;

import org.jspecify.annotations.NullMarked;
