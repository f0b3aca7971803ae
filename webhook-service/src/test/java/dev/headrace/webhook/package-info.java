/** Tests of the whole service, and what they share. */
@NullMarked
package dev.headrace.webhook;

import org.jspecify.annotations.NullMarked;
