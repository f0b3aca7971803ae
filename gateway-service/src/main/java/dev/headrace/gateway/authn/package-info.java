/** Who is calling: credentials of a request, and the signed identity for the way inside. */
@NullMarked
package dev.headrace.gateway.authn;

import org.jspecify.annotations.NullMarked;
