/** Black-box tests of the packaged suite. */
@NullMarked
package dev.headrace.e2e;

import org.jspecify.annotations.NullMarked;
