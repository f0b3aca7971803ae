/** Figures for people and for programs. */
@NullMarked
package dev.headrace.bench.report;

import org.jspecify.annotations.NullMarked;
