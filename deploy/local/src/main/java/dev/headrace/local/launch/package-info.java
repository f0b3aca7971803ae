/** The whole suite on one machine: three engines and five services, as one thing to start and stop. */
@NullMarked
package dev.headrace.local.launch;

import org.jspecify.annotations.NullMarked;
