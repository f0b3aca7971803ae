/** The demonstration: the main job on real input, shown after the start. */
@NullMarked
package dev.headrace.local.demo;

import org.jspecify.annotations.NullMarked;
