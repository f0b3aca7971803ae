/**
 * Standard Webhooks signatures (HMAC-SHA256, version 1); the JDK only.
 */
@NullMarked
package dev.headrace.webhook.signing;

import org.jspecify.annotations.NullMarked;
