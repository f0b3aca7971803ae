/** What every operation of the API does with input that no honest caller sends. */
@NullMarked
package dev.headrace.e2e.hostile;

import org.jspecify.annotations.NullMarked;
