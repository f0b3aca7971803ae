/**
 * The delivery log: what was sent, what came back, and when the next attempt is due.
 */
@NullMarked
package dev.headrace.webhook.attempt;

import org.jspecify.annotations.NullMarked;
