package dev.headrace.gateway.apikey;

import java.time.Instant;

/**
 * A key was made or revoked.
 *
 * @param at when, by the database's clock; what was known of the key from another time is out of date
 */
record KeyChange(KeyHash hash, Instant at) {}
