/** Issuers outside whose tokens are accepted: configuration, their keys, and what their claims mean here. */
@NullMarked
package dev.headrace.gateway.issuer;

import org.jspecify.annotations.NullMarked;
