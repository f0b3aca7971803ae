/** What users do, from outside, when nothing breaks. */
@NullMarked
package dev.headrace.e2e.journey;

import org.jspecify.annotations.NullMarked;
