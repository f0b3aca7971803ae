/** Short tokens that stand for an API key, and the JSON Web Tokens of callers altogether. */
@NullMarked
package dev.headrace.gateway.token;

import org.jspecify.annotations.NullMarked;
