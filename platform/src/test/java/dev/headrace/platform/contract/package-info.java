/** What is in docs/contracts, for the tests that hold it against the code. */
@NullMarked
package dev.headrace.platform.contract;

import org.jspecify.annotations.NullMarked;
