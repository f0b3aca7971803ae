/** API keys: made, listed, revoked, and looked up for every request without asking the database. */
@NullMarked
package dev.headrace.gateway.apikey;

import org.jspecify.annotations.NullMarked;
